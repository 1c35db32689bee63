"""Pages in other languages: their addresses, their direction, the choice between them, and what a
town keeps of them."""

import re

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale, Page, Site

from cms_pages.contenu import ajouter_les_langues
from cms_pages.contenu.lecture import LANGUES
from cms_pages.models import AccueilPage, InformationPage
from cms_pages.pages.publiques import GARDE
from portail.settings import machine
from tests.outils.souvenirs import une_fois

pytestmark = pytest.mark.django_db
AUTRES = [code for code, _nom in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PAGES = ["", "se-connecter/", "reserver/", "payer/"]
ENTETE = re.compile(r'<html lang="([\w-]+)"( dir="rtl")?')


@pytest.fixture
def langues(pages):
    une_fois("langues", ajouter_les_langues)


def test_the_pages_of_each_language_are_the_same_ones():
    for code in AUTRES:
        fichiers = {un.name for un in (LANGUES / code).glob("*.md")}
        assert fichiers == {"accueil.md", "se-connecter.md", "reserver.md", "payer.md"}, code


@pytest.mark.parametrize("code", AUTRES)
def test_each_page_says_its_language_and_its_direction(code, langues, client):
    for page in PAGES:
        reponse = client.get(f"/{code}/{page}")
        assert reponse.status_code == 200, page
        dite = ENTETE.search(reponse.text)
        assert dite[1] == code
        assert bool(dite[2]) == (code == "ar")
        assert '<div lang="fr" dir="ltr">' in reponse.text  # what stays in French says so
        assert "pf-pages-a-relire" in reponse.text


def test_a_language_leads_to_its_own_pages_and_to_the_french_ones(langues, client):
    accueil = client.get("/ar/").text
    assert 'href="/ar/se-connecter/"' in accueil
    assert 'hreflang="fr"' in accueil
    seance = client.get("/ar/se-connecter/").text
    assert 'href="/aide/mon-compte/me-connecter/"' in seance
    assert 'href="/uk/se-connecter/"' in seance
    assert f'href="{reverse("account_login")}"' in seance


@pytest.mark.parametrize("adresse", ["/", "/connexion/", "/aide/reserver/reserver-des-jours/"])
def test_the_home_the_sign_in_and_the_guide_offer_each_language(adresse, langues, client):
    page = client.get(adresse).text
    for code in AUTRES:
        assert f'hreflang="{code}"' in page
    assert ENTETE.search(page)[1] == "fr"


def test_a_page_told_in_french_only_offers_no_language(langues, client):
    assert "pf-langues" not in client.get("/aide/mon-espace/mes-messages/").text


def test_without_other_languages_nothing_is_offered(pages, client):
    assert "pf-langues" not in client.get("/").text
    assert client.get("/ar/").status_code == 404


def test_a_language_taken_off_is_no_longer_offered(langues, client):
    AccueilPage.objects.get(locale__language_code="tr").unpublish()
    assert client.get("/tr/").status_code == 404
    assert 'hreflang="tr"' not in client.get("/").text


def test_what_a_browser_prefers_changes_nothing(langues, client):
    """The portal's screens are in French: half of one in another language is read by nobody."""
    for adresse in ("/", reverse("account_login")):
        page = client.get(adresse, headers={"accept-language": "ar"})
        assert ENTETE.search(page.text)[1] == "fr"
        assert "الصفحة" not in page.text


def test_a_language_is_given_once_whatever_the_town_made_of_it(langues):
    assert ajouter_les_langues() == 0
    AccueilPage.objects.get(locale__language_code="pt").delete()
    assert ajouter_les_langues() == 0
    assert not Page.objects.filter(locale__language_code="pt").exists()


def test_a_town_already_installed_is_given_the_languages(pages):
    assert ajouter_les_langues() == len(AUTRES)
    assert set(Locale.objects.values_list("language_code", flat=True)) == {"fr", *AUTRES}


def test_an_empty_base_waits_for_its_home(db):
    assert ajouter_les_langues() == 0


def test_a_page_that_the_town_has_moved_leaves_the_others_without_it(pages, client):
    Page.objects.get(slug="reserver-des-jours").specific.delete()
    ajouter_les_langues()
    assert 'hreflang="fr"' not in client.get("/en/reserver/").text
    assert 'hreflang="ar"' in client.get("/en/reserver/").text


@pytest.mark.parametrize("adresse", ["/", "/ar/", "/ar/reserver/", "/aide/"])
def test_languages_cost_no_query_and_are_kept_as_the_others(
    adresse, langues, client, settings, django_assert_max_num_queries
):
    settings.CACHES = machine.caches("")
    call_command("createcachetable", verbosity=0)
    client.get(adresse)  # what a process reads once
    with django_assert_max_num_queries(8):
        reponse = client.get(adresse)
    assert reponse.headers["Cache-Control"] == GARDE
    caches["proche"].clear()


def test_the_pages_given_pass_the_rules_that_editors_must_follow(langues):
    pages = Page.objects.exclude(locale__language_code="fr").specific()
    assert pages
    for page in pages:
        page.full_clean()
        page.corps.stream_block.clean(page.corps)


def test_search_and_plan_stay_in_french(langues, client):
    assert "pf-pages-a-relire" not in client.get("/recherche/", {"q": "booking"}).text
    assert "/en/" not in client.get("/plan-du-site/").text


def test_pages_of_a_language_are_read_again_before_they_are_published(langues):
    francais = AccueilPage.objects.get(locale__language_code="fr").get_workflow()
    assert francais is not None
    circuits = {page.get_workflow() for page in Page.objects.filter(locale__language_code="ar")}
    assert circuits == {francais}


def test_an_editor_sees_the_language_of_a_page_and_its_translations(langues, redactrice, connecter):
    page = InformationPage.objects.get(slug="reserver", locale__language_code="tr")
    edition = connecter(redactrice).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    assert "Türkçe" in edition
    assert "Українська" in edition
    assert "a_relire" in edition


def test_the_town_s_root_leads_to_the_home_with_the_address_of_each(langues):
    racine = Site.objects.get().root_page
    adresses = {page.locale.language_code: page.url for page in racine.get_translations()}
    assert adresses == {code: f"/{code}/" for code in AUTRES}


def test_the_editors_home_lists_the_languages_that_nobody_has_read(langues, redactrice, connecter):
    bureau = connecter(redactrice)
    assert bureau.get(reverse("wagtailadmin_home")).text.count("Faire relire") == len(AUTRES)
    for page in Page.objects.filter(locale__language_code="en").specific():
        page.corps = [
            (bloc.block_type, bloc.value) for bloc in page.corps if bloc.block_type != "a_relire"
        ]
        page.save_revision().publish()
    accueil = bureau.get(reverse("wagtailadmin_home")).text
    assert accueil.count("Faire relire") == len(AUTRES) - 1
    assert '<span lang="en">English' not in accueil


@pytest.mark.usefixtures("langues", "proche")
def test_the_editors_home_asks_as_much_whatever_is_left_to_read(redactrice, connecter):
    bureau = connecter(redactrice)
    lu = []
    for gardees in (AUTRES, AUTRES[:1]):
        Page.objects.exclude(locale__language_code__in=["fr", *gardees]).delete()
        bureau.get(reverse("wagtailadmin_home"))
        with CaptureQueriesContext(connection) as requetes:
            assert bureau.get(reverse("wagtailadmin_home")).text.count("Faire relire") == len(
                gardees
            )
        lu.append(len(requetes))
    assert lu[0] == lu[1]
