"""The town's identity as every screen reads it: one query where there is one site, Wagtail's own
way elsewhere."""

import pytest
from wagtail.models import Site

from cms_pages.models import DeclarationAccessibilite, IdentiteSite

pytestmark = pytest.mark.django_db


@pytest.fixture
def requete(pages, rf):
    IdentiteSite.for_site(site := Site.objects.get())
    assert site.root_page.specific_deferred  # its kind is known to a process that has shown a page
    return rf.get("/", headers={"host": "autre.exemple.fr"})


def autre_site(nom, **champs):
    racine = Site.objects.get(is_default_site=True).root_page
    site = Site.objects.create(hostname="autre.exemple.fr", root_page=racine, **champs)
    return IdentiteSite.objects.create(site=site, nom_portail=nom)


def test_one_site_is_read_at_once_and_only_once(requete, django_assert_num_queries):
    with django_assert_num_queries(1):
        lue = IdentiteSite.for_request(requete)
        assert Site.find_for_request(requete) == lue.site
        assert IdentiteSite.for_request(requete) is lue
        assert lue.site.root_page.pk


def test_of_two_sites_it_is_the_one_of_the_address(requete):
    autre = autre_site("Autre portail")
    assert IdentiteSite.for_request(requete) == autre


def test_a_site_that_nobody_has_described_yet_is_described_with_neutral_words(requete):
    IdentiteSite.objects.all().delete()
    assert IdentiteSite.for_request(requete).nom_portail == "Portail Famille"
    assert IdentiteSite.objects.count() == 1


def test_one_site_that_is_not_the_default_is_left_to_wagtail(requete):
    site = Site.objects.get()
    Site.objects.update(is_default_site=False, hostname="autre.exemple.fr", port=80)
    assert IdentiteSite.for_request(requete).site == site


@pytest.fixture
def ville(requete, proche):
    identite = IdentiteSite.for_site(Site.objects.get())
    DeclarationAccessibilite.for_site(Site.objects.get())
    return identite


def test_it_is_read_once_and_again_when_it_is_forgotten(
    ville, proche, rf, django_assert_num_queries
):
    assert IdentiteSite.for_request(rf.get("/")).ville == ville.ville
    with django_assert_num_queries(0):
        request = rf.get("/")
        lue = IdentiteSite.for_request(request)
        assert (lue.ville, lue.site.root_page.pk) == (
            ville.ville,
            Site.find_for_request(request).root_page.pk,
        )
        assert DeclarationAccessibilite.for_request(request).site is lue.site
    IdentiteSite.objects.update(ville="Ailleurs")
    assert IdentiteSite.for_request(rf.get("/")).ville == ville.ville
    proche.clear()
    assert IdentiteSite.for_request(rf.get("/")).ville == "Ailleurs"


def test_what_a_page_writes_on_it_is_of_this_page_only(ville, rf):
    lues = [IdentiteSite.for_request(rf.get("/")) for _page in range(2)]
    lues[0].ville, lues[0].site.hostname, lues[0].site.root_page.title = "Faux", "faux", "Faux"
    assert lues[1].ville == ville.ville
    assert "faux" not in (lues[1].site.hostname, lues[1].site.root_page.title.lower())
    assert IdentiteSite.for_request(rf.get("/")).site.hostname != "faux"
