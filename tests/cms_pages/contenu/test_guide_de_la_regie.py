"""The page of the guide that only agents read: who enters it, where it is not named, and that it
names what exists."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from famille.socle.offres.menus import Rayon, ecrans_de

RACINE = Path(__file__).parents[3]


@pytest.fixture
def guide(site):
    return site.page("regie")


def test_the_help_of_a_screen_of_the_régie_is_its_guide(guide, client):
    assert client.get(reverse("cms_pages:aide_ecran"), {"ecran": "regie:relances"}).url == guide.url


def test_agents_read_it_and_nobody_else(
    guide, client, connecter, famille_martin, regisseur, agent, redactrice
):
    assert client.get(guide.url).url.startswith("/connexion/")
    refuse = connecter(famille_martin.camille).get(guide.url)
    assert (refuse.status_code, "bordereau" in refuse.text) == (403, False)
    for qui in (regisseur, agent, redactrice):
        assert "bordereau" in connecter(qui).get(guide.url).text
    avis = reverse("cms_pages:avis", args=[guide.pk])
    assert client.post(avis, {"utile": "oui"}).status_code == 302
    assert connecter(famille_martin.camille).post(avis, {"utile": "oui"}).status_code == 404


def test_neither_the_guide_nor_the_plan_nor_the_search_names_it(
    guide, site, client, connecter, famille_martin
):
    connecter(famille_martin.camille)
    adresses = (
        site.guide.url,
        f"{site.guide.url}complet/",
        reverse("cms_pages:plan_du_site"),
        "/recherche/?q=bordereau",
    )
    assert [adresse for adresse in adresses if guide.url in client.get(adresse).text] == []


def test_its_screens_are_those_of_the_menu(guide):
    [tableau] = [bloc.value for bloc in guide.corps if bloc.block_type == "tableau"]
    nommes = {str(ligne[1]) for ligne in tableau.rows}
    assert nommes == {ecran.libelle for ecran in ecrans_de(Rayon.FACTURATION)} - {
        "Consommations importées",
        "Factures",
    }


def test_each_button_that_it_names_is_on_a_screen(guide):
    """Between quotation marks: what an agent looks for."""
    fichiers = [
        *(RACINE / "templates").rglob("*.html"),
        *(RACINE / "famille/argent/regie/bureau").rglob("*.py"),  # the tabs of its lists
    ]
    ecrans = " ".join(fichier.read_text() for fichier in fichiers)
    ecrans += (
        " ".join(ecran.libelle for ecran in ecrans_de(Rayon.FACTURATION)) + " Facturation payée"
    )
    noms = re.findall("«\\s([^»]+)\\s»", guide.texte_complet())
    assert len(noms) >= 8
    assert [nom for nom in noms if nom not in ecrans] == []
