"""Each page type answers, in its place, to everyone."""

import re
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction, Site

from cms_pages.models import (
    AccueilPage,
    ActualitePage,
    ActualitesPage,
    AidePage,
    GuidePage,
    IdentiteSite,
    InformationPage,
    PageLegale,
    RubriquePage,
)
from cms_pages.pages.panneaux import Informations

TYPES = (
    AccueilPage,
    ActualitePage,
    ActualitesPage,
    AidePage,
    GuidePage,
    InformationPage,
    PageLegale,
    RubriquePage,
)


def test_each_type_of_page_is_shown_to_anyone(site, client):
    for modele in TYPES:
        page = modele.objects.live().first()
        reponse = client.get(page.url)
        assert reponse.status_code == 200
        assert reponse.text.count("<h1") == 1
        assert "style=" not in reponse.text.partition("<main")[2].partition("</main>")[0]
    for adresse in (
        "/mentions-legales/",
        "/donnees-personnelles/",
        "/accessibilite/",
        "/modalites/",
    ):
        assert client.get(adresse).status_code == 200  # where the footer says


def test_the_accessibility_statement_does_not_claim_an_audit(site, client):
    texte = client.get("/accessibilite/").text
    assert "non conforme" in texte
    assert "pas encore évalué" in texte


def test_the_whole_guide_is_on_one_page_and_its_titles_skip_no_level(site, client):
    texte = client.get(f"{site.guide.url}complet/").text
    for page in AidePage.objects.live().public():
        assert f'id="{page.slug}"' in texte
    niveaux = [int(n) for n in re.findall(r"<h([1-6])", texte)]
    assert all(suivant <= niveau + 1 for niveau, suivant in pairwise(niveaux))


def test_a_chapter_has_pages_and_a_page_has_none(petit_site):
    assert AidePage.can_create_at(petit_site.page("mon-espace"))
    assert not AidePage.can_create_at(petit_site.page("ma-famille"))


def test_pages_go_only_where_they_make_sense(petit_site):
    assert not AccueilPage.can_create_at(petit_site.accueil)
    assert not ActualitePage.can_create_at(petit_site.accueil)
    assert not PageLegale.can_create_at(petit_site.guide)
    assert InformationPage.can_create_at(petit_site.page("informations"))


def test_the_plan_shows_every_public_page_and_no_draft(petit_site, client):
    petit_site.page("tarifs").unpublish()
    texte = client.get(reverse("cms_pages:plan_du_site")).text
    for page in Page.objects.descendant_of(petit_site.accueil).live():
        assert f'href="{page.url}"' in texte
    assert "/informations/tarifs/" not in texte


def test_a_section_shows_no_page_that_is_not_published_and_guards_those_below_it(
    petit_site, client
):
    rubrique, tarifs = petit_site.page("informations"), petit_site.page("tarifs")
    assert f'href="{tarifs.url}"' in client.get(rubrique.url).text
    assert client.get(tarifs.url).status_code == 200
    PageViewRestriction.objects.create(page=rubrique, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(tarifs.url).status_code == 302
    PageViewRestriction.objects.all().delete()
    tarifs.unpublish()
    assert f'href="{tarifs.url}"' not in client.get(rubrique.url).text


def test_the_plan_takes_as_many_queries_with_thirty_pages_more(
    petit_site, client, django_assert_num_queries
):
    adresse = reverse("cms_pages:plan_du_site")
    client.get(adresse)
    with CaptureQueriesContext(
        connection,
    ) as avant:
        client.get(adresse)
    for numero in range(30):
        petit_site.page("informations").add_child(instance=InformationPage(title=f"Page {numero}"))
    with django_assert_num_queries(len(avant)):
        client.get(adresse)


def test_news_show_the_newest_first_and_hide_what_is_restricted(petit_site):
    recente, ancienne = ActualitePage.objects.visibles()
    assert recente.date > ancienne.date
    PageViewRestriction.objects.create(page=recente, restriction_type=PageViewRestriction.LOGIN)
    assert list(ActualitePage.objects.visibles()) == [ancienne]


def du_tableau(rf):
    panneau = Informations()
    panneau.lire(rf.get("/tableau-de-bord/"), [])
    return panneau.sujets()


@pytest.mark.parametrize("nombre", [1, 30])
def test_the_dashboard_line_takes_four_queries_at_most(
    petit_site, rf, nombre, django_assert_max_num_queries
):
    for numero in range(nombre):
        petit_site.actualites.add_child(instance=ActualitePage(title=f"Nouvelle {numero}"))
    with django_assert_max_num_queries(4):
        [ligne] = du_tableau(rf)
    assert ligne.dit == "3 actualités"
    assert ligne.liens[3] == ("Toutes les actualités", petit_site.actualites.url)
    assert "/informations/tarifs/" in [adresse for _titre, adresse in ligne.liens]


def test_without_news_the_dashboard_still_leads_to_the_pages_of_information(petit_site, rf):
    ActualitePage.objects.all().delete()
    [ligne] = du_tableau(rf)
    assert ligne.dit == ""
    assert ligne.liens
    assert all(adresse.startswith("/informations/") for _titre, adresse in ligne.liens)


def test_the_dashboard_has_no_line_of_an_empty_site(petit_site, rf):
    petit_site.accueil.get_children().delete()
    assert du_tableau(rf) == []


def test_the_contact_of_a_page_follows_the_settings(petit_site, client):
    identite = IdentiteSite.for_site(Site.objects.get(is_default_site=True))
    identite.telephone = "02 61 91 99 99"
    identite.save()
    assert (
        "02 61 91 99 99"
        in client.get("/informations/tarifs/").text.partition("<main")[2].partition("</main>")[0]
    )


def test_a_public_document_cannot_be_read_as_a_media_file(petit_site, client, settings):
    dossier = settings.MEDIA_ROOT / "documents"
    dossier.mkdir(parents=True, exist_ok=True)
    (dossier / "page.html").write_text("<script>alert(1)</script>")
    assert client.get("/media/documents/page.html").status_code == 404
    assert client.get("/media/images/../documents/page.html").status_code == 404


def test_a_picture_of_a_page_is_served_by_the_site_itself(petit_site, client):
    image = petit_site.accueil.image
    adresse = image.get_rendition("width-400").url
    assert client.get(adresse).status_code == 200
    assert adresse.startswith("/media/images/")
