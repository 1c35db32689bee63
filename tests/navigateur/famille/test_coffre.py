"""Mes documents on a phone: find, look, delete, be told why another must stay; axe on each state
(G7)."""

import pytest
from playwright.sync_api import expect

from demarches.models import Demande, PieceJointe
from famille.actions import deposer_document
from famille.models import Document
from tests.famille.documents.test_fichiers import PDF, envoi, photo
from tests.navigateur import pas
from tests.navigateur.conftest import BUREAU, verifier_accessibilite, verifier_sans_debordement


def vu(page):
    verifier_sans_debordement(page)
    verifier_accessibilite(page)


@pytest.fixture
def papiers(famille_martin):
    """dict name → Document: one in each state, the bill tied to a demande that was sent."""
    foyer, par = famille_martin.foyer, famille_martin.camille
    long = "attestation-de-droits-de-la-caisse-d-allocations-familiales-de-l-indre-novembre"
    papiers = {
        "facture": deposer_document(
            envoi(PDF, "facture.pdf"), foyer=foyer, par=par, genre="domicile"
        ),
        "photo": deposer_document(
            envoi(photo(), f"{long}.jpg"), foyer=foyer, par=par, enfant=famille_martin.lea
        ),
        "bloque": deposer_document(envoi(PDF, "bloqué.pdf"), foyer=foyer, par=par),
    }
    Document.objects.filter(pk=papiers["bloque"].pk).update(etat="infecte", fichier="")
    Document.objects.filter(pk=papiers["facture"].pk).update(valable_jusqu_au="2020-01-01")
    demande = Demande.objects.create(
        code="changement-adresse",
        foyer=foyer,
        par=par,
        numero="D-2026-00231",
        deposee_le="2026-11-20T10:00Z",
        statut="en-attente",
    )
    PieceJointe.objects.create(demande=demande, etape="e", champ="c", document=papiers["facture"])
    return papiers


@pytest.mark.usefixtures("pages")
def test_a_parent_looks_deletes_and_is_told_what_must_stay(ouvrir, papiers, famille_martin):
    page = ouvrir()
    pas.se_connecter(page, famille_martin.camille)
    page.goto("/mes-documents/")
    for dit in ("Bloqué : virus détecté", "Expiré le 1er janvier 2020"):
        expect(page.get_by_text(dit).first).to_be_visible()
    vu(page)
    page.get_by_label("Pour qui").select_option(label="Léa")
    page.get_by_role("button", name="Afficher").click()
    expect(page.get_by_text("facture.pdf")).to_have_count(0)
    page.get_by_role("link", name="Voir attestation").click()
    image = page.get_by_role("img", name="Autre document")
    expect(image).to_be_visible()
    assert image.evaluate("une => une.complete && une.naturalWidth > 0")
    vu(page)
    page.get_by_role("link", name="Revenir à mes documents").click()
    page.get_by_role("link", name="Supprimer attestation").click()
    vu(page)
    page.get_by_role("button", name="Supprimer ce document").click()
    expect(page.get_by_text("est supprimé de vos documents")).to_be_visible()
    vu(page)
    page.get_by_role("link", name="Supprimer facture.pdf").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce document doit rester")
    expect(page.get_by_text("votre demande D-2026-00231, déjà envoyée")).to_be_visible()
    vu(page)
    assert set(Document.objects.values_list("nom", flat=True)) == {"facture.pdf", "bloqué.pdf"}


@pytest.mark.usefixtures("pages", "papiers")
def test_the_child_s_page_and_the_readings_are_read_on_every_screen(ouvrir, famille_martin):
    for taille in ({"width": 320, "height": 640}, BUREAU):
        page = ouvrir(taille)
        pas.se_connecter(page, famille_martin.camille)
        for adresse in (
            f"/ma-famille/enfants/{famille_martin.lea.pk}/",
            "/ma-famille/consultations/",
            "/mes-documents/",
        ):
            page.goto(adresse)
            vu(page)
