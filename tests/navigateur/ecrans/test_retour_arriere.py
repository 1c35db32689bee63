"""The browser's "Back" and "Reload" after a form that was refused: the page is there, and nothing
is sent again."""

import re

import pytest
from playwright.sync_api import expect

from famille.models import Message
from tests.navigateur import pas
from tests.navigateur.conftest import verifier_accessibilite

pytestmark = pytest.mark.usefixtures("pages")


@pytest.mark.parametrize("javascript", [True, False])
def test_back_and_reload_after_an_error_show_the_page_again(ouvrir, famille_martin, javascript):
    page = ouvrir(javascript=javascript)
    pas.se_connecter(page, famille_martin.camille)
    page.goto("/mes-messages/ecrire/")
    page.get_by_label("Votre message").fill("Bonjour à tous")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#erreurs")).to_be_focused()
    page.reload()
    expect(page.locator("#erreurs")).to_be_visible()
    expect(page.get_by_label("Votre message")).to_have_value("Bonjour à tous")
    page.get_by_role("group", name="Sujet").get_by_role("radio").first.check()
    page.get_by_role("button", name="Envoyer").click()
    expect(page).to_have_url(re.compile(r"/mes-messages/\d+/"))
    page.go_back()
    expect(page.get_by_role("button", name="Envoyer")).to_be_visible()
    assert Message.objects.count() == 1


@pytest.mark.parametrize("javascript", [True, False])
def test_after_a_success_the_focus_is_on_what_was_done(ouvrir, famille_martin, javascript):
    page = ouvrir(javascript=javascript)
    pas.se_connecter(page, famille_martin.camille)
    page.goto("/mes-donnees/telephones/")
    page.get_by_label("Téléphone portable").fill("06 39 98 00 77")
    page.get_by_role("button", name="Enregistrer").click()
    faite = page.get_by_role("status", name="Vos téléphones sont enregistrés")
    expect(faite).to_be_focused()
    if javascript:
        verifier_accessibilite(page)
