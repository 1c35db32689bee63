"""Pages in other languages: from the sign-in page of a phone to the calendar, read from right to
left too."""

import pytest
from playwright.sync_api import expect

from cms_pages.contenu import ajouter_les_langues
from tests.navigateur.conftest import (
    BUREAU,
    PETIT,
    verifier_accessibilite,
    verifier_sans_debordement,
)


def _vu(page):
    verifier_sans_debordement(page)
    verifier_accessibilite(page)


@pytest.fixture
def langues(pages):
    ajouter_les_langues()


def test_a_parent_who_reads_arabic_finds_how_to_book_from_the_sign_in(ouvrir, langues):
    page = ouvrir(PETIT)
    page.goto("/connexion/")
    verifier_accessibilite(page)
    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    _vu(page)
    page.get_by_role("link", name="حجز الأيام").click()
    _vu(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("حجز الأيام")
    titre = page.get_by_role("heading", level=1).bounding_box()
    assert titre["x"] + titre["width"] > PETIT["width"] / 2
    page.get_by_role("link", name="Français", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Je réserve des jours, pas à pas")


@pytest.mark.parametrize("code", ["fr-simple", "ar", "uk"])
def test_each_page_is_accessible_on_a_computer(code, ouvrir, langues):
    page = ouvrir(BUREAU)
    for adresse in ("", "se-connecter/", "payer/"):
        page.goto(f"/{code}/{adresse}")
        _vu(page)
