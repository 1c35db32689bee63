"""Papers in the browser: a letter and an attestation are read at 320 px, and downloaded as what
they are."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from demarches.actions import rejeter
from reservations.models import Reservation
from reservations.regles.juge import Moment
from tests.demarches.essai import deposee
from tests.navigateur.conftest import (
    BUREAU,
    PETIT,
    verifier_accessibilite,
    verifier_sans_debordement,
)
from tests.navigateur.pas import ecrire_le_jour, se_connecter
from tests.reservations import outils

DEUX_JOURS = timedelta(days=2)


@pytest.fixture
def venue(famille_martin):
    """Léa came to the centre the day before yesterday."""
    jour = timezone.localdate() - DEUX_JOURS
    creneau = outils.creer_creneau(outils.creer_activite(), jour, Moment.JOURNEE)
    return Reservation.objects.create(
        enfant=famille_martin.lea,
        foyer=famille_martin.foyer,
        creneau=creneau,
        presence=Reservation.Presence.PRESENT,
    )


def vu(page):
    verifier_sans_debordement(page)
    verifier_accessibilite(page)


def telecharger(page):
    """str: name of the file that the button gives; it is a PDF."""
    with page.expect_download() as arrivee:
        page.get_by_role("link", name="Télécharger le PDF").click()
    assert Path(arrivee.value.path()).read_bytes().startswith(b"%PDF-1.7")
    return arrivee.value.suggested_filename


@pytest.mark.parametrize("taille", [PETIT, BUREAU])
def test_a_parent_reads_a_letter_then_makes_an_attestation(
    ouvrir, famille_martin, demarche, agent, venue, taille, lire_pdf
):
    demande = deposee(
        famille_martin.foyer, famille_martin.camille, "D-2026-00231", enfant=famille_martin.lea
    )
    rejeter(demande, par=agent, motif="Le justificatif est au nom d’une autre personne.")
    page = ouvrir(taille)
    se_connecter(page, famille_martin.camille)
    page.goto(reverse("demarches:demande", args=[demande.pk]))
    page.get_by_role("link", name="La décision, à garder ou à imprimer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre demande est rejetée")
    vu(page)
    assert telecharger(page) == "decision.pdf"
    page.goto(reverse("famille:enfant", args=[famille_martin.lea.pk]))
    page.get_by_role("link", name="Attestation de présence de Léa").click()
    expect(page.get_by_role("table").last).to_contain_text("Journée")
    vu(page)
    assert telecharger(page) == "attestation-de-presence.pdf"
    ecrire_le_jour(page, "Du", timezone.localdate() - timedelta(days=1))
    page.get_by_role("button", name="Afficher ces dates").click()
    expect(page.get_by_text("Aucune présence n’est notée entre ces dates")).to_be_visible()
    vu(page)
    ecrire_le_jour(page, "Au", timezone.localdate() + DEUX_JOURS)
    page.get_by_role("button", name="Afficher ces dates").click()
    expect(page.get_by_role("group", name="1 erreur à corriger")).to_be_focused()
    vu(page)
