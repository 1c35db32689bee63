"""A parent comes by FranceConnect and lands on her dashboard; the page where she begins."""

import os
from pathlib import Path

from playwright.sync_api import expect

from tests.famille.franceconnect.conftest import camille, connue, faux  # noqa: F401 - fixtures
from tests.navigateur.conftest import (
    BUREAU,
    TELEPHONE,
    verifier_accessibilite,
    verifier_sans_debordement,
)


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
