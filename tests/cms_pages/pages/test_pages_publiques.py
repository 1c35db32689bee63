"""Public pages when everybody opens them: few queries whatever their links, kept by shared caches
for who is nobody, and for nobody else."""

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site
from wagtail.models.sites import SITE_ROOT_PATHS_CACHE_KEY
from wagtail.rich_text import expand_db_html

from cms_pages.models import ActualitePage, ActualitesPage, AidePage, GuidePage, IdentiteSite
from cms_pages.pages.publiques import GARDE
from portail.cache.en_base import A_CHAQUE_LIEN
from portail.settings import machine

pytestmark = pytest.mark.django_db
CHAPITRE = "/aide/mes-demarches/"
PAGES = ["/", "/aide/", "/actualites/", CHAPITRE]
REQUETES_MAX = 8


@pytest.fixture
def sans_redis(settings, pages, time_machine):
    """The caches of a town that has no Redis; time stands still, since some last five seconds and
    pictures are made at the first reading."""
    time_machine.move_to(timezone.now(), tick=False)
    settings.CACHES = machine.caches("")
    call_command("createcachetable", verbosity=0)
    yield
    caches["proche"].clear()


def publier(combien):
    """As many news, as many chapters of the guide, and as many pages of one of them."""
    liste, guide = ActualitesPage.objects.get(), GuidePage.objects.get()
    for rang in range(combien):
        liste.add_child(instance=ActualitePage(title=f"Nouvelle {rang}", slug=f"nouvelle-{rang}"))
        guide.add_child(instance=AidePage(title=f"Chapitre {rang}", slug=f"chapitre-{rang}"))
        chapitre = AidePage.objects.get(slug=CHAPITRE.strip("/").partition("/")[2])
        chapitre.add_child(instance=AidePage(title=f"Page {rang}", slug=f"page-{rang}"))


@pytest.mark.parametrize("adresse", PAGES)
@pytest.mark.parametrize("combien", [1, 30])
def test_a_public_page_asks_as_much_whatever_its_links(
    adresse, combien, client, sans_redis, django_assert_max_num_queries
):
    publier(combien)
    client.get(adresse)  # what a process reads once
    with django_assert_max_num_queries(REQUETES_MAX):
        assert client.get(adresse).status_code == 200


@pytest.mark.parametrize("combien", [1, 30])
def test_the_whole_guide_asks_as_much_whatever_its_pages(
    combien, client, sans_redis, django_assert_max_num_queries
):
    guide = GuidePage.objects.get()
    modele = next(
        page
        for page in AidePage.objects.live()
        if "image" in (texte := str(list(page.corps.raw_data))) and 'linktype="page"' in texte
    )
    chapitre = AidePage.objects.get(slug=CHAPITRE.strip("/").partition("/")[2])
    for rang in range(combien):
        chapitre.add_child(
            instance=AidePage(title=f"Page {rang}", slug=f"page-{rang}", corps=modele.corps)
        )
    adresse = f"{guide.url}complet/"
    client.get(adresse)  # what a process reads once
    with django_assert_max_num_queries(REQUETES_MAX):
        assert client.get(adresse).text.count('<h3 id="page-') == combien


def test_the_key_of_wagtail_s_roots_is_the_one_that_is_kept_near(sans_redis):
    assert A_CHAQUE_LIEN == SITE_ROOT_PATHS_CACHE_KEY
    racine = Site.objects.get().root_page
    assert [racine.url, Site.objects.get().root_page.url] == ["/", "/"]
    assert caches["proche"].get(A_CHAQUE_LIEN, version=2)
    Site.objects.get().save()  # which empties Wagtail's
    assert caches["proche"].get(A_CHAQUE_LIEN, version=2) is None


def test_the_town_s_identity_is_read_anew_after_some_seconds(client, sans_redis, time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)
    client.get("/")
    IdentiteSite.objects.update(nom_portail="Kiosque Famille")
    assert "Kiosque" not in client.get("/").text
    assert machine.caches("")["proche"]["TIMEOUT"] <= 5
    caches["proche"].clear()
    assert "Kiosque" in client.get("/").text


@pytest.mark.parametrize("adresse", PAGES)
def test_a_visitor_s_page_may_be_kept_and_is_told_by_its_tag(adresse, client, pages):
    lue = client.get(adresse)
    assert lue.headers["Cache-Control"] == GARDE
    assert "Cookie" in lue.headers["Vary"]
    assert not lue.cookies
    redemandee = client.get(adresse, headers={"if-none-match": lue.headers["ETag"]})
    assert (redemandee.status_code, redemandee.content) == (304, b"")


def test_what_is_published_changes_the_tag(client, pages):
    lue = client.get("/actualites/")
    publier(1)
    suite = client.get("/actualites/", headers={"if-none-match": lue.headers["ETag"]})
    assert suite.status_code == 200
    assert "Nouvelle 0" in suite.text


@pytest.mark.parametrize("adresse", PAGES)
def test_the_page_of_somebody_signed_in_is_kept_by_nobody(
    adresse, client, pages, famille_martin, connecter
):
    visiteur = client.get(adresse).headers["ETag"]
    connecter(famille_martin.camille)
    lue = client.get(adresse, headers={"if-none-match": visiteur})
    assert lue.status_code == 200
    assert lue.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in lue.headers
    assert "Camille" in lue.text


def test_whoever_brings_a_cookie_has_a_page_of_his_own(client, pages):
    client.cookies["csrftoken"] = "x" * 32
    assert "Cache-Control" not in client.get("/").headers


def test_a_page_with_a_form_or_kept_for_some_is_kept_by_nobody(client, pages):
    aide = AidePage.objects.filter(depth=5).first() or AidePage.objects.first()
    lue = client.get(aide.url)
    assert "csrfmiddlewaretoken" in lue.text
    assert "public" not in lue.headers.get("Cache-Control", "")
    PageViewRestriction.objects.create(
        page=ActualitesPage.objects.get(), restriction_type="password", password="secret"
    )
    assert "public" not in client.get("/actualites/").headers["Cache-Control"]


def test_a_screen_of_the_portal_is_no_public_page(client, pages):
    assert "public" not in client.get(reverse("account_login")).headers.get("Cache-Control", "")


def test_a_text_leads_to_a_page_that_was_just_made_and_not_to_one_that_is_gone(sans_redis):
    def lien(cle):
        return expand_db_html(f'<a linktype="page" id="{cle}">Suite</a>')

    liste = ActualitesPage.objects.get()
    assert lien(liste.pk) == f'<a href="{liste.url}">Suite</a>'
    nouvelle = liste.add_child(instance=ActualitePage(title="Neuve", slug="neuve"))
    assert lien(nouvelle.pk) == f'<a href="{liste.url}neuve/">Suite</a>'
    assert lien(999_999) == "<a>Suite</a>"
