"""A term of Wednesdays for two children, on a phone, in two minutes: the form, the preview, the
basket."""

import pytest
from playwright.sync_api import expect

from tests.navigateur.centres import creer_centre
from tests.navigateur.conftest import PETIT, verifier_accessibilite, verifier_sans_debordement
from tests.navigateur.pas import se_connecter


@pytest.mark.parametrize("javascript", [True, False])
def test_a_term_of_wednesdays_for_two_children(ouvrir, famille_martin, javascript):
    creer_centre(famille_martin.lea, famille_martin.hugo)
    page = ouvrir(PETIT, javascript=javascript)
    se_connecter(page, famille_martin.camille)
    page.goto("/reservations/")
    page.locator("summary", has_text="Plus").click()
    page.get_by_role("link", name="Réserver plusieurs semaines").click()
    if javascript:
        verifier_accessibilite(page)
    verifier_sans_debordement(page)
    for enfant in ("Léa", "Hugo"):
        page.get_by_role("checkbox", name=enfant).check()
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Matin").check()
    page.get_by_role("button", name="Voir les dates").click()
    expect(page.get_by_text("12 réservations possibles")).to_be_visible()
    if javascript:
        verifier_accessibilite(page)
    verifier_sans_debordement(page)
    page.get_by_role("main").get_by_role("checkbox").nth(-1).uncheck()
    page.get_by_role("button", name="Ajouter à ma demande").click()
    expect(page.get_by_text("11 jours ajoutés à votre demande")).to_be_visible()
