"""Search over public pages and help."""

import pytest
from django.urls import reverse
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
        assert chercher(question, site.accueil)[0].slug == "tarifs", question
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
