"""A parent comes by FranceConnect and lands on her dashboard; the page where she begins; the
quotient that the CAF then gives in one press, and her prices."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from demarches.models import ReglageQuotient
from demo.ville.foyers.etat_civil import ETATS_CIVILS
from famille.comptes.openid.service_franceconnect import CODE
from famille.dossier.identites.actions import Origine, dire_l_identite
from famille.models import Courriel
from portail.settings.annuaire import franceconnect_de_demonstration
from portail.settings.api_particulier import JETON_DE_DEMONSTRATION, api_particulier
from tests.navigateur.conftest import (
    BUREAU,
    TELEPHONE,
    verifier_accessibilite,
    verifier_sans_debordement,
)
from tests.reservations import outils
from tests.reservations.moteur.scene import creer_centre
from tests.reservations.tarifs.test_prix import creer_grille

CAMILLE = "camille.martin@exemple.fr"


def _regarder(page, nom):
    """axe, at both widths, in the light and in the dark."""
    for taille in (BUREAU, TELEPHONE):
        page.set_viewport_size(taille)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            if taille == TELEPHONE:
                verifier_accessibilite(page)
            if dossier := os.environ.get("PORTAIL_PHOTOS"):
                image = Path(dossier) / f"{nom}-{taille['width']}-{theme}.png"
                page.screenshot(path=image, full_page=True)
        verifier_sans_debordement(page)
    page.emulate_media(color_scheme="light")


def test_a_parent_comes_by_franceconnect(ouvrir, faux, connue):
    page = ouvrir(BUREAU, chez=faux.emetteur)
    page.goto("/connexion/")
    _regarder(page, "franceconnect-connexion")
    page.get_by_role("link", name="S’identifier avec FranceConnect").click()
    page.wait_for_url("**/tableau-de-bord/**")
    page.goto("/mes-donnees/identite/")
    expect(page.get_by_text("Donnée par FranceConnect")).to_be_visible()
    _regarder(page, "franceconnect-identite")
    page.goto("/mes-donnees/")
    expect(page.get_by_text("Relié à votre compte")).to_be_visible()
    _regarder(page, "franceconnect-mes-donnees")


@pytest.fixture
def etat(serveur, famille_martin, settings, time_machine):
    """The demo town's FranceConnect and CAF, at this very address: they are the portal's own pages,
    of which it reads nothing but by HTTP."""
    time_machine.move_to(outils.MAINTENANT)
    demo = franceconnect_de_demonstration(0)
    settings.OPENID = {CODE: replace(demo, emetteur=f"{serveur.url}/demo/franceconnect")}
    settings.API_PARTICULIER = api_particulier(f"{serveur.url}/demo/caf", JETON_DE_DEMONSTRATION)
    ReglageQuotient.objects.update_or_create(defaults={"siret": "20000000000017"})
    creer_grille(creer_centre(famille_martin), tranches=((800, "2.10"), (None, "5.60")))
    camille = famille_martin.foyer.responsables.get()
    par = camille.utilisateur
    dire_l_identite(camille, ETATS_CIVILS[CAMILLE], origine=Origine.PARENT, par=par)


@pytest.mark.usefixtures("etat")
def test_the_state_gives_her_quotient_and_her_prices_follow(ouvrir):
    page = ouvrir(TELEPHONE)
    page.goto("/connexion/franceconnect/?next=/reservations/")
    _regarder(page, "franceconnect-demo-choisir")
    page.get_by_role("button", name="Continuer comme Camille Martin").click()
    page.wait_for_url("**/reservations/**")
    page.get_by_role("button", name="mercredi 9 décembre, Léa, La Pingaudière, Matin").click()
    expect(page.get_by_text("5,60").first).to_be_visible()
    page.goto("/ma-famille/")
    page.get_by_role("button", name="J’accepte : demander mon quotient").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("novembre 2026 : 742")
    _regarder(page, "franceconnect-quotient")
    page.get_by_role("link", name="Voir mes prix dans le calendrier").click()
    page.get_by_role("button", name="mercredi 9 décembre, Hugo, La Pingaudière, Matin").click()
    expect(page.get_by_text("2,10").first).to_be_visible()
    page.goto("/reservations/recapitulatif/")  # what was chosen before says its change
    expect(page.get_by_text("Le prix a changé").first).to_contain_text("2,10")
    assert Courriel.objects.filter(cle__startswith="franceconnect-lie-").count() == 1
