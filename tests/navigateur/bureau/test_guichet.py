"""At the counter (D8): an agent on the phone with a family asks a place for it, and prints a
receipt that says so."""

import pytest
from playwright.sync_api import expect

from demarches.models import Demande
from famille.actions import rafraichir_recherche
from tests.demarches.place import valla
from tests.navigateur import pas
from tests.navigateur.conftest import BUREAU, verifier_accessibilite


@pytest.mark.usefixtures("pages")
def test_a_place_asked_by_telephone_is_entered_by_an_agent_and_its_receipt_tells_who(
    ouvrir, famille_martin, agent, time_machine
):
    time_machine.move_to("2026-11-25 14:32+01:00")  # one school year is open
    valla()
    rafraichir_recherche(famille_martin.foyer)
    page = ouvrir(BUREAU)
    pas.enroler(agent)
    pas.se_connecter(page, agent)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")
    page.goto("/gestion/demandes/saisir/")
    page.get_by_role("searchbox").fill("lea martin")
    page.get_by_role("button", name="Chercher", exact=True).click()
    page.get_by_role("link", name="Foyer Martin").click()
    page.get_by_label("Je demande une place en accueil de loisirs").check()
    page.get_by_label("par téléphone").check()
    page.get_by_label("Enfant concerné").select_option(label="Léa Martin")
    verifier_accessibilite(page)
    page.get_by_role("button", name="Commencer la saisie").click()

    expect(page.get_by_text("Votre compte ne lit pas les informations de santé")).to_be_visible()
    expect(page.get_by_text("« Santé de Léa »")).to_be_visible()
    verifier_accessibilite(page)
    expect(page.get_by_role("group", name="Activité")).to_contain_text("La Valla")
    expect(page.get_by_role("group", name="Période")).to_contain_text("Année scolaire 2026-2027")
    expect(page.get_by_role("radio")).to_have_count(0)  # one answer only: said, on the agent's page
    pas.valider(page)
    for oui in page.get_by_label("Oui").all():
        oui.check()
    pas.valider(page)
    page.get_by_role("checkbox").first.check()
    pas.valider(page)
    verifier_accessibilite(page)
    page.get_by_label("La famille l’a déclaré par téléphone").check()
    page.get_by_role("button", name="Envoyer pour la famille").click()

    page.wait_for_url("**/gestion/demandes/**")
    assert Demande.objects.get().canal == Demande.Canal.TELEPHONE
    expect(page.get_by_text("Non rempli à la saisie")).to_be_visible()
    expect(
        page.get_by_text("par téléphone").or_(page.get_by_text(", téléphone")).first
    ).to_be_visible()
    verifier_accessibilite(page)
    page.get_by_role("link", name="Accusé de réception").first.click()
    expect(page.get_by_text("Par téléphone, par Sophie Renard").first).to_be_visible()
    expect(page.get_by_text("Pages non remplies").first).to_be_visible()
    verifier_accessibilite(page)
