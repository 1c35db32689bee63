"""The seeded site: whole, valid, without a broken link, made once."""

import re
from datetime import date

import pytest
from django.urls import reverse
from wagtail.models import Page, Site, WorkflowPage

from cms_pages.contenu import CHATEAUROUX, NEUTRE, creer_pages
from cms_pages.models import AccueilPage, IdentiteSite, InformationPage, PageLegale
from tests.outils.lisible import lisible


def _adresses(site):
    pages = Page.objects.descendant_of(site.accueil, inclusive=True).live()
    return [page.url for page in pages] + [
        f"{site.guide.url}complet/",
        reverse("cms_pages:plan_du_site"),
    ]


def test_every_link_of_the_seeded_site_leads_somewhere(site, client, famille_martin, connecter):
    """Each page is read once by a visitor: its links within lead to a title; what it links to
    answers a family."""
    lues = {adresse: client.get(adresse) for adresse in _adresses(site)}
    menees = 0
    for adresse, page in lues.items():
        for ancre in re.findall(r'href="#([^"]+)"', page.text):
            assert f'id="{ancre}"' in page.text, (adresse, ancre)
            menees += 1
    assert menees > len(lues)  # on each page one goes to what it says, at least
    liens = {lien for page in lues.values() for lien in _liens(page.text)}
    assert len(liens) > 40
    connecter(famille_martin.camille)
    cassees = [lien for lien in sorted(liens) if client.get(lien).status_code not in (200, 302)]
    assert cassees == []


def _liens(texte):
    return {
        lien.partition("#")[0].replace("&amp;", "&")
        for lien in re.findall(r'(?:href|src)="(/(?!static/)[^"]*)"', texte)
    } - {""}


def test_the_seeded_pages_pass_the_rules_that_editors_must_follow(site):
    for page in Page.objects.descendant_of(site.accueil, inclusive=True).specific():
        page.full_clean()
        page.corps.stream_block.clean(page.corps)


def test_it_is_made_once(petit_site):
    avant = Page.objects.count()
    petit_site.accueil.title = "Changé par la ville"
    petit_site.accueil.save()
    creer_pages()
    assert Page.objects.count() == avant
    assert AccueilPage.objects.get().title == "Changé par la ville"


def test_the_site_opens_on_it_and_the_welcome_page_is_gone(petit_site, client):
    assert Site.objects.get(is_default_site=True).root_page_id == petit_site.accueil.pk
    assert Page.objects.filter(depth=2).count() == 1
    assert "Wagtail" not in client.get("/").text


def test_the_same_day_makes_the_same_content(site):
    corps = {
        page.url_path: page.specific.corps.get_prep_value()
        for page in Page.objects.filter(depth__gte=2)
    }
    identifiants = {bloc["id"] for blocs in corps.values() for bloc in blocs}
    Page.objects.filter(depth=2).first().delete()
    creer_pages()
    encore = Page.objects.filter(depth__gte=2)
    assert {
        bloc["id"] for page in encore for bloc in page.specific.corps.get_prep_value()
    } == identifiants


@pytest.mark.django_db
def test_another_town_gets_neutral_texts():
    creer_pages(NEUTRE, date(2026, 11, 25))
    textes = " ".join(page.specific.texte_complet() for page in Page.objects.filter(depth__gte=2))
    assert "Châteauroux" not in textes
    assert "Pingaudière" not in textes
    assert (
        "à compléter"
        in InformationPage.objects.get(slug="accueils-de-loisirs").corps.render_as_block().lower()
    )


def test_the_demo_town_presents_its_places(site):
    slugs = set(site.page("accueils-de-loisirs").get_children().values_list("slug", flat=True))
    assert slugs == {lieu.slug for lieu in CHATEAUROUX.lieux}


def test_the_sign_in_notice_speaks_to_separated_parents_and_foster_families(site):
    avis = IdentiteSite.for_site(Site.objects.get(is_default_site=True)).avis_connexion
    assert "Vous êtes séparés" in avis
    assert "Vous êtes famille d’accueil" in avis
    assert CHATEAUROUX.telephone in avis


def test_pages_are_read_again_by_communication_before_they_are_published(petit_site):
    circuit = WorkflowPage.objects.get(page=petit_site.accueil).workflow
    (tache,) = circuit.tasks
    assert [groupe.name for groupe in tache.specific.groups.all()] == ["Communication"]
    assert petit_site.page("tarifs").get_workflow() == circuit


def test_each_page_has_a_first_version_to_come_back_to(petit_site):
    pages = list(Page.objects.filter(depth__gte=2))
    assert pages
    assert all(page.latest_revision_id for page in pages)


def test_a_visitor_does_not_read_what_the_town_is_told_to_write(client, site):
    page = PageLegale.objects.live().get(slug="mentions-legales")
    lue = lisible(client.get(page.url).text)
    assert "Cette information n’est pas encore écrite." in lue
    assert "À compléter par la collectivité" not in lue
    apercu = lisible(page.make_preview_request().text)
    assert "À compléter par la collectivité" in apercu
