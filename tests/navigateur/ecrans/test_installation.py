"""A phone without a network: a page of the portal says so, and keeps nothing of who was signed
in."""

import pytest
from playwright.sync_api import expect

from tests.navigateur.conftest import verifier_accessibilite
from tests.navigateur.pas import se_connecter

PRET = "() => navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)"
GARDEES = """async () => {
  const noms = await caches.keys();
  const gardes = await Promise.all(noms.map(async (nom) => (await caches.open(nom)).keys()));
  return gardes.flat().map((une) => new URL(une.url).pathname).sort();
}"""
PERMISES = ["/hors-connexion/", "/static/portail/css/famille.css", "/theme.css"]


@pytest.mark.django_db(transaction=True)
def test_without_a_network_the_portal_says_so_and_has_kept_no_page_of_anybody(
    ouvrir, pages, famille_martin
):
    page = ouvrir(installable=True)
    se_connecter(page, famille_martin.camille)
    page.wait_for_function(PRET)
    page.goto("/tableau-de-bord/")
    page.goto("/mes-documents/")
    assert page.evaluate(GARDEES) == PERMISES
    page.context.set_offline(True)
    page.goto("/tableau-de-bord/")
    expect(page.get_by_role("heading", name="Pas de réseau")).to_be_visible()
    expect(page.get_by_text("Camille")).to_have_count(0)
    verifier_accessibilite(page)
    page.context.set_offline(False)
    page.get_by_role("link", name="Réessayer").click()
    expect(page.get_by_role("heading", name="Bonjour Camille")).to_be_visible()
    assert page.evaluate(GARDEES) == PERMISES
