"""The régie at its desk: money taken with the keyboard alone, its receipt, the journal, a remise
and the late ones."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from famille.actions import corriger_facture, rafraichir_recherche
from famille.argent.paiement.encaissement import passer
from famille.argent.prelevement.remises import preparer_remise
from famille.models import CreancierSEPA, EtapeRelance, Paiement
from famille.regles.prelevement import prochain_jour_ouvre
from tests.famille.facturation import facturer
from tests.famille.regie.scene import CREANCIER, a_prelever, especes
from tests.navigateur import pas
from tests.navigateur.conftest import BUREAU, verifier_accessibilite


@pytest.fixture
def dues(serveur, famille_martin, voisin):
    """Two invoices of the Martins, late by now; one of their neighbour, who is debited; a step of
    reminders."""
    rafraichir_recherche(famille_martin.foyer)
    EtapeRelance.objects.create(jours=7, sujet="Un oubli ?", texte="Factures {factures}.")
    jour = timezone.localdate() - timedelta(days=40)
    a_prelever(voisin.foyer, "31.00", jour=jour)
    return [facturer(famille_martin.foyer, montant, jour=jour) for montant in ("20.00", "14.50")]


@pytest.fixture
def a_trancher(dues, voisin, regisseur):
    """[(address, title)] of what is decided: a debit in a remise, a payment that differs, a sum to
    give back."""
    CreancierSEPA.objects.update(**CREANCIER)
    jour = timezone.localdate()
    remise = preparer_remise(prochain_jour_ouvre(jour + timedelta(days=15)), par=regisseur)
    differe = Paiement.objects.create(
        foyer=voisin.foyer, reference="PF1", moyen="en-ligne", montant=5
    )
    differe.parts.create(facture=facturer(voisin.foyer, "5.00", jour=jour), montant=5, vive=True)
    passer(
        differe, Paiement.Etat.A_VERIFIER, motif="Le prestataire annonce 4,00 € au lieu de 5,00 €."
    )
    trop = facturer(voisin.foyer, "6.00", jour=jour)
    especes(trop, par=regisseur)
    corriger_facture(trop, list(trop.lignes.all()), motif="Erreur.", par=regisseur, jour=jour)
    debit = remise.paiements.first().reference
    return [
        (f"prelevements/{remise.pk}/", f"Remise {remise.numero}"),
        (f"prelevements/retraits/{debit}/", "Retirer un prélèvement"),
        ("a-verifier/PF1/", "Vérifier le paiement PF1"),
        (f"a-verifier/factures/{trop.numero}/rendre/", f"Rendre le trop-perçu de {trop.numero}"),
    ]


def _a_la_regie(ouvrir, regisseur):
    page = ouvrir(BUREAU)
    pas.enroler(regisseur)
    pas.se_connecter(page, regisseur)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")
    page.goto("/gestion/regie/")
    return page


def _ouvrir_les_martin(page):
    page.keyboard.type("martin")  # the search has the focus
    page.keyboard.press("Enter")  # the only household found opens
    expect(page.get_by_role("heading", name="Encaisser pour le foyer Martin")).to_be_visible()


def test_a_card_is_taken_with_the_number_of_its_ticket(ouvrir, dues, regisseur):
    page = _a_la_regie(ouvrir, regisseur)
    _ouvrir_les_martin(page)
    page.keyboard.press("Space")  # the first invoice, whole
    page.get_by_role("radio", name="Carte").check()
    page.get_by_label("Numéro du chèque, du titre ou du ticket").fill("000123")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Encaisser 20,00").click()
    expect(page.get_by_text("n° 000123")).to_be_visible()
    verifier_accessibilite(page)
    paiement = Paiement.objects.payes().get(piece="000123")
    assert (paiement.moyen, paiement.montant) == ("carte", 20)


def test_a_cheque_is_taken_with_the_keyboard_and_is_in_the_journal(
    ouvrir, dues, a_trancher, regisseur
):
    page = _a_la_regie(ouvrir, regisseur)
    verifier_accessibilite(page)
    _ouvrir_les_martin(page)
    verifier_accessibilite(page)
    page.keyboard.press("Space")  # the first invoice, whole
    page.get_by_role("radio", name="Espèces").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")  # a cheque
    page.keyboard.press("Enter")
    expect(page.get_by_text("Notez le numéro du chèque")).to_be_visible()
    verifier_accessibilite(page)
    page.get_by_label("Numéro du chèque, du titre ou du ticket").focus()
    page.keyboard.type("4520001")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Encaisser 20,00")).to_be_focused()
    verifier_accessibilite(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Chèque, n° 4520001")).to_be_visible()
    verifier_accessibilite(page)
    assert Paiement.objects.payes().filter(moyen="cheque").get().piece == "4520001"

    for adresse, titre in (
        ("journal/", "Journal de la régie"),
        ("journal/bordereau/?moyen=cheque", "Bordereau : chèque"),
        ("a-verifier/", "À vérifier"),
        ("prelevements/", "Prélèvements"),
        ("prelevements/preparer/", "Préparer une remise"),
        *a_trancher,
        ("relances/", "Relances"),
    ):
        page.goto(f"/gestion/regie/{adresse}")
        expect(page.get_by_role("heading", name=titre, level=1)).to_be_visible()
        verifier_accessibilite(page)
    expect(page.get_by_text("Part dans l’heure : Un oubli ?")).to_be_visible()
