"""The guide of each trade: private pages, opened from the screen that one is on."""

import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import PageViewRestriction

from cms_pages.aide.bureau import CHAPITRES
from cms_pages.models import EcranAide
from cms_pages.socle.ecrans import ECRANS
from famille.socle.offres.menus import Rayon, ecrans_de
from portail.bureau.groupes import creer_groupes
from tests.acces.adresses import toutes
from tests.maison.test_architecture import RACINE

pytestmark = pytest.mark.django_db
DU_PERSONNEL = ("Les agents", "Les directions de centre", "La régie", "La communication")
METIERS = {
    "agent": "agents",
    "directrice": "direction",
    "regisseur": "regie",
    "redactrice": "redaction",
    "administrateur": "administration",
    "lecteur": "cuisine-et-chiffres",
    "animatrice": "direction",
}
AIDE = "/gestion/aide/"


@pytest.mark.parametrize(("qui", "chapitre"), METIERS.items())
def test_each_trade_has_its_guide_and_reads_it(qui, chapitre, request, site, client, connecter):
    assert client.get(site.page(chapitre).url).url.startswith("/connexion/")
    connecter(request.getfixturevalue(qui))
    reponse = client.get(AIDE, follow=True)
    assert reponse.redirect_chain[-1][0] == site.page(chapitre).url
    assert reponse.status_code == 200
    # who only reads figures is led to one page of the agents' guide, not to a chapter
    assert qui == "lecteur" or "à faire avec vous" in reponse.text.lower()
    for page in site.page(chapitre).get_children().specific():
        assert page.title in reponse.text  # the chapter lists its pages
        assert client.get(page.url).status_code == 200


def test_a_group_that_a_later_version_brings_reads_the_guide(site, client, connecter, lecteur):
    """The pages were reserved to the groups of that day: the help of the menu was a 403."""
    for nom in ("Cuisine", "Lecture et chiffres"):
        PageViewRestriction.groups.through.objects.filter(group__name=nom).delete()
    assert connecter(lecteur).get(site.page("agents").url).status_code == 403
    Group.objects.filter(name="Cuisine").delete()
    creer_groupes()
    lecteur.groups.add(Group.objects.get(name="Cuisine"))
    assert client.get(AIDE, follow=True).redirect_chain[-1][0] == (
        site.page("cuisine-et-chiffres").url
    )
    assert client.get(site.page("agents").url).status_code == 200


def test_a_group_of_the_town_that_reads_no_guide_has_the_public_help(
    site, client, connecter, lecteur
):
    PageViewRestriction.groups.through.objects.filter(group__in=lecteur.groups.all()).delete()
    connecter(lecteur)
    reponse = client.get(AIDE, follow=True)
    assert reponse.status_code == 200
    assert reponse.redirect_chain[-1][0] == site.guide.url


def test_no_family_reads_one_or_is_told_of_it(site, client, connecter, famille_martin):
    connecter(famille_martin.camille)
    publics = (site.guide.url, f"{site.guide.url}complet/", reverse("cms_pages:plan_du_site"))
    textes = [client.get(adresse).text for adresse in publics]
    for chapitre in METIERS.values():
        page = site.page(chapitre)
        for une in [page, *page.get_children()]:
            assert client.get(une.url).status_code == 403, une.url
            assert not [texte for texte in textes if une.url in texte]
    assert client.get(AIDE).status_code in (302, 403)
    # nor does a page of theirs lead there by "next"
    assert site.page("regie").url not in client.get(site.page("besoin-d-aide").url).text


def test_the_help_opens_on_the_screen_that_one_comes_from(site, client, connecter, agent):
    connecter(agent)
    for venue, page in (
        (reverse("demandes_modeladmin_index"), "traiter-les-demandes"),
        (f"{reverse('demandes_modeladmin_index')}?q=martin", "traiter-les-demandes"),
        (reverse("reservations_bureau:remplissage"), "tenir-les-places"),
        ("/nulle-part/", "agents"),
    ):
        reponse = client.get(AIDE, headers={"referer": f"http://testserver{venue}"})
        assert reponse.url == site.page(page).url, venue
    ailleurs = {"referer": f"https://ailleurs.example{reverse('demandes_modeladmin_index')}"}
    assert client.get(AIDE, headers=ailleurs).url == site.page("agents").url
    illisible = {"referer": "http://[testserver/gestion/"}
    assert client.get(AIDE, headers=illisible).url == site.page("agents").url


def test_the_menu_of_every_role_has_it(site, request, connecter):
    for qui in METIERS:
        page = connecter(request.getfixturevalue(qui)).get("/gestion/").text
        assert f'"{AIDE}"' in page or f"&quot;{AIDE}&quot;" in page, qui


def test_every_screen_of_the_menus_has_its_page(site):
    liees = set(EcranAide.objects.values_list("cle", flat=True))
    menus = {ecran.nom for rayon in Rayon for ecran in ecrans_de(rayon)}
    assert sorted(menus - liees) == []


def test_each_screen_that_may_be_tied_exists():
    connus = {adresse.nom for adresse in toutes()}
    dits = {ecran for groupe in DU_PERSONNEL for ecran in ECRANS[groupe]}
    assert sorted(dits - connus) == []


def test_each_button_that_a_guide_names_is_on_a_screen(site):
    """Between quotation marks: what an agent looks for."""
    ecrans = " ".join(
        fichier.read_text()
        for dossier, motif in (("templates", "*.html"), *((s, "*.py") for s in SALLES))
        for fichier in (RACINE / dossier).rglob(motif)
        if fichier.parts[-3:-1] != ("socle", "ecrans")
    )
    manquent = {}
    for chapitre in {*METIERS.values()} - {"regie"}:
        page = site.page(chapitre)
        for une in [page, *page.get_children().specific()]:
            noms = re.findall("«\\s([^»]+?)\\s»", une.texte_complet())
            absents = [nom for nom in noms if nom not in ecrans and nom not in EXEMPLES]
            if absents:
                manquent[une.slug] = absents
    assert manquent == {}


SALLES = ("famille", "demarches", "reservations", "cms_pages", "site")
EXEMPLES = {"/", "?", "f 299", "appeler après 17 h", "vous", "+"}


def test_each_trade_that_the_menu_knows_is_tried_here():
    assert set(METIERS.values()) == set(CHAPITRES)
