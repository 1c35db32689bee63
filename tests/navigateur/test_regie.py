"""The régie at its desk: money taken with the keyboard alone, its receipt, the journal, a remise and the late ones."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from famille.actions import rafraichir_recherche
from famille.models import EtapeRelance, Paiement
from tests.famille.facturation import facturer
from tests.famille.regie import a_prelever

from . import pas
from .conftest import BUREAU, verifier_accessibilite


@pytest.fixture
def dues(serveur, famille_martin, voisin):
    """Two invoices of the Martins, late by now; one of their neighbour, who is debited; a step of reminders."""
    rafraichir_recherche(famille_martin.foyer)
    EtapeRelance.objects.create(jours=7, sujet="Un oubli ?", texte="Factures {factures}.")
    jour = timezone.localdate() - timedelta(days=40)
    a_prelever(voisin.foyer, "31.00", jour=jour)
    return [facturer(famille_martin.foyer, montant, jour=jour) for montant in ("20.00", "14.50")]


def test_a_cheque_is_taken_with_the_keyboard_and_is_in_the_journal(ouvrir, dues, regisseur):
    page = ouvrir(BUREAU)
    pas.enroler(regisseur)
    pas.se_connecter(page, regisseur)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")

    page.goto("/gestion/regie/")
    verifier_accessibilite(page)
    page.keyboard.type("martin")  # the search has the focus
    page.keyboard.press("Enter")  # the only household found opens
    expect(page.get_by_role("heading", name="Encaisser pour le foyer Martin")).to_be_visible()
    verifier_accessibilite(page)
    page.keyboard.press("Space")  # the first invoice, whole
    page.get_by_role("radio", name="Espèces").focus()
    page.keyboard.press("ArrowDown")  # a cheque
    page.keyboard.press("Enter")
    expect(page.get_by_text("Notez le numéro du chèque")).to_be_visible()
    verifier_accessibilite(page)
    page.get_by_label("Numéro du chèque ou du titre").focus()
    page.keyboard.type("4520001")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Encaisser 20,00")).to_be_focused()
    verifier_accessibilite(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Chèque, n° 4520001")).to_be_visible()
    verifier_accessibilite(page)
    assert Paiement.objects.payes().get().piece == "4520001"

    for adresse, titre in (
        ("journal/", "Journal de la régie"),
        ("journal/bordereau/?moyen=cheque", "Bordereau : chèque"),
        ("a-verifier/", "À vérifier"),
        ("prelevements/", "Prélèvements"),
        ("prelevements/preparer/", "Préparer une remise"),
        ("relances/", "Relances"),
    ):
        page.goto(f"/gestion/regie/{adresse}")
        expect(page.get_by_role("heading", name=titre, level=1)).to_be_visible()
        verifier_accessibilite(page)
    expect(page.get_by_text("Part dans l’heure : Un oubli ?")).to_be_visible()
