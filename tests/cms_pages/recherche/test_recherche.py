"""Search over public pages and help."""

import pytest
from django.urls import reverse
from lxml import html
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import PageViewRestriction

from cms_pages.models import InformationPage
from cms_pages.recherche.lecture import chercher


@pytest.fixture
def trouver(client):
    return lambda question, **autres: (
        client.get(reverse("cms_pages:recherche"), {"q": question} | autres).text
    )


def test_accents_case_and_plurals_do_not_matter(site):
    for question in ("quotient", "quotients", "QUOTIENT", "quotiént", "le quotient familial ?"):
        trouvees = [page.slug for page in chercher(question, site.accueil)[:2]]
        assert "tarifs" in trouvees, question
    for question in ("creche", "crèches", "Crèche"):
        assert site.page("creches") in chercher(question, site.accueil), question


@pytest.mark.parametrize(
    ("question", "attendue"),
    [
        ("annuler mercredi", "annuler-ou-corriger"),
        ("annuler une réservation", "annuler-ou-corriger"),
        ("annuler une démarche", "annuler-une-demarche"),
        ("mon enfant est malade", "prevenir-d-une-absence"),
        ("enfant absent", "prevenir-d-une-absence"),
        ("certificat du médecin", "deposer-un-justificatif-medical"),
        ("payer la cantine", "mes-factures"),
        ("régler ma facture", "mes-factures"),
        ("changer d’adresse", "changer-d-adresse"),
        ("je déménage, déménagement", "changer-d-adresse"),
        ("mot de passe perdu", "mot-de-passe-oublie"),
        ("plus de place", "attendre-une-place"),
        ("prélèvement banque", "payer-par-prelevement"),
        ("contacter la mairie pour une question", "ecrire-au-pole-familles"),
        ("naissance de mon bébé", "declarer-une-naissance"),
    ],
)
def test_a_parent_s_words_find_the_page(question, attendue, site):
    """Among the first three: what a phone shows without scrolling."""
    premieres = [page.slug for page in chercher(question, site.accueil)[:3]]
    assert attendue in premieres


def test_another_word_found_is_shown_in_its_sentence(site, trouver):
    assert "<mark>absence" in trouver("mon enfant est malade").lower()


def test_the_beginning_of_a_word_is_enough(site):
    assert site.page("joindre-une-piece") in chercher("antivi", site.accueil)


def test_one_of_the_words_is_better_than_nothing(site):
    assert site.page("creches") in chercher("crèche zigomar", site.accueil)


def test_the_words_found_are_shown_in_their_sentence(site, trouver):
    assert "<mark>médical</mark>" in trouver("certificat medical")


def test_a_draft_and_a_restricted_page_are_never_found(site):
    site.page("creches").unpublish()
    tarifs = site.page("tarifs")
    PageViewRestriction.objects.create(page=tarifs, restriction_type=PageViewRestriction.LOGIN)
    assert not {"creches", "tarifs"} & {
        page.slug for page in chercher("creche quotient", site.accueil)
    }


def test_an_empty_question_says_what_to_write(petit_site, trouver):
    assert "Écrivez un ou deux mots" in trouver("")


def test_no_result_says_what_to_do_and_echoes_safely(petit_site, trouver):
    texte = trouver("<script>zigomar</script>")
    assert "Rien ne correspond" in texte
    assert "<script>zigomar" not in texte
    assert "plan du site" in texte


def test_no_question_breaks_the_search(petit_site, client):
    for question in (
        '"',
        "'",
        "*",
        "a AND (b",
        "-- ; %",
        "\\",
        "x" * 900,
        "🙂",
        "NOT",
        "tarifs*",
        "{title}: a",
    ):
        assert client.get(reverse("cms_pages:recherche"), {"q": question}).status_code == 200, (
            question
        )


def test_results_come_by_pages_of_ten(petit_site, trouver):
    for numero in range(12):
        petit_site.page("informations").add_child(
            instance=InformationPage(title=f"Piscine {numero}")
        )
    premiere, derniere = trouver("piscine"), trouver("piscine", page="99")
    assert premiere.count("<mark>Piscine") + premiere.count("Piscine ") >= 10
    assert "Page 1 sur 2" in premiere
    assert "Page 2 sur 2" in derniere


# What the editors put first


@pytest.fixture
def choisir(site):
    """Puts this page, or this link, first for these words."""

    def _choisir(mots, page=None, **champs):
        return SearchPromotion.objects.create(query=Query.get(mots), page=page, **champs)

    return _choisir


def titres(texte):
    return [lien.text_content().strip() for lien in html.fromstring(texte).xpath("//main//h2/a")]


def test_a_page_that_the_editors_chose_comes_first_and_once(site, trouver, choisir):
    creches = site.page("creches")
    choisir("Cantines scolaires", creches, description="Elles ont leur propre cuisine.")
    for question in ("cantine scolaire", "la cantine scolaire", "scolaires cantines"):
        texte = trouver(question)
        assert titres(texte)[0] == creches.title, question
        assert titres(texte).count(creches.title) == 1
        assert "Elles ont leur propre cuisine." in texte
    assert titres(trouver("cantine"))[0] != creches.title


def test_what_is_chosen_answers_where_nothing_else_does(site, trouver, choisir):
    choisir("zigomar", external_link_url="https://www.caf.fr/", external_link_text="La CAF")
    texte = trouver("zigomar")
    assert titres(texte) == ["La CAF"]
    assert 'href="https://www.caf.fr/"' in texte
    assert "Rien ne correspond" not in texte


def test_a_page_kept_for_the_agents_or_withdrawn_is_not_put_first(site, trouver, choisir):
    page = site.page("creches")
    choisir("zigomar", page)
    page.unpublish()
    assert titres(trouver("zigomar")) == []
    page.get_latest_revision().publish()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert titres(trouver("zigomar")) == []


def test_which_words_are_searched_is_kept_nowhere(site, trouver):
    trouver("Camille Martin cantine")
    assert not Query.objects.exists()


def test_the_editors_choose_it_in_the_admin(site, connecter, redactrice, trouver):
    page = site.page("creches")
    champs = {
        "query_string": "nounou",
        "editors_picks-TOTAL_FORMS": 1,
        "editors_picks-INITIAL_FORMS": 0,
        "editors_picks-MIN_NUM_FORMS": 1,
        "editors_picks-MAX_NUM_FORMS": 1000,
        "editors_picks-0-page": page.pk,
        "editors_picks-0-ORDER": 1,
        "editors_picks-0-external_link_url": "",
        "editors_picks-0-external_link_text": "",
        "editors_picks-0-description": "",
    }
    client = connecter(redactrice)
    assert client.post(reverse("wagtailsearchpromotions:add"), champs).status_code == 302
    assert titres(trouver("nounous"))[0] == page.title
