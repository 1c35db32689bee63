"""A call answered: one typing, the balance and next Wednesday read, a message begun."""

import pytest
from playwright.sync_api import expect

from famille import actions
from famille.dossier.foyers.bureau import url_du_foyer
from famille.dossier.foyers.notes import ajouter_note
from tests.famille.facturation import facturer
from tests.navigateur import pas
from tests.navigateur.conftest import (
    BUREAU,
    TELEPHONE,
    verifier_accessibilite,
    verifier_sans_debordement,
)

ONGLETS = ("", "famille", "reservations", "demandes", "factures", "messages", "notes", "historique")


@pytest.fixture
def famille(serveur, famille_martin, agent):
    foyer = famille_martin.foyer
    actions.rafraichir_recherche(foyer)
    facturer(foyer, "21.00")
    texte = "Nicolas vient chercher Léa seulement le mercredi"
    ajouter_note(foyer, texte=texte, a_savoir=True, par=agent)
    return foyer


def _au_bureau(page, agent):
    pas.enroler(agent)
    pas.se_connecter(page, agent)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")


def test_a_call_takes_one_typing_and_two_presses_with_its_message(ouvrir, agent, famille):
    page = ouvrir(BUREAU)
    _au_bureau(page, agent)
    page.wait_for_load_state("load")
    expect(page.locator("#menu-search-q")).to_be_visible()
    page.keyboard.press("/")
    expect(page.locator("#menu-search-q")).to_be_focused()
    page.keyboard.type("06 39 98 00 01")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{url_du_foyer(famille)}")
    for dit in ("Foyer Martin", "21,00 €", "rien de réservé", "seulement le mercredi"):
        expect(page.get_by_role("main")).to_contain_text(dit)
    page.get_by_role("link", name="Écrire", exact=True).click()  # the first press
    expect(page.get_by_label("Sujet")).to_be_visible()
    page.get_by_label("Sujet").fill("Mercredi")
    page.get_by_label("Votre message").fill("Léa est attendue à 13 h 30.")
    page.get_by_role("button", name="Envoyer").click()  # the second, and the last
    expect(page.get_by_role("main")).to_contain_text("Léa est attendue à 13 h 30.")


def test_results_come_while_one_types_and_a_key_of_the_list_is_its_own(ouvrir, agent, famille):
    page = ouvrir(BUREAU)
    _au_bureau(page, agent)
    page.goto("/gestion/recherche/")
    page.get_by_label("Famille, enfant, téléphone, rue ou numéro").press_sequentially("bourd")
    expect(page.get_by_role("link", name="Foyer Martin")).to_be_visible()
    verifier_accessibilite(page)
    page.goto("/gestion/foyers/")
    page.wait_for_load_state("load")
    page.keyboard.press("s")
    expect(page.locator(".pfg-ecran-recherche input[name=q]")).to_be_focused()


@pytest.mark.parametrize("clair", ["light", "dark"])
def test_each_tab_fits_and_passes_axe(ouvrir, agent, famille, clair):
    page = ouvrir(BUREAU)
    _au_bureau(page, agent)
    page.emulate_media(color_scheme=clair)
    for onglet in ONGLETS:
        page.goto(url_du_foyer(famille, onglet))
        verifier_accessibilite(page)
    page.set_viewport_size(TELEPHONE)
    for onglet in ONGLETS:
        page.goto(url_du_foyer(famille, onglet))
        verifier_sans_debordement(page)


def test_without_javascript_a_family_is_found_and_read(ouvrir, agent, famille):
    page = ouvrir(BUREAU, javascript=False)
    _au_bureau(page, agent)
    page.goto("/gestion/recherche/")
    page.get_by_label("Famille, enfant, téléphone, rue ou numéro").fill("camille")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name="Factures et paiements").click()
    expect(page.get_by_role("main")).to_contain_text("21,00 €")
