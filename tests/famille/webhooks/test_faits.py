"""Each fact is told where it happens, in numbers (docs/comprendre/webhooks.md)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from demarches.actions import rejeter
from demarches.instruction.annulation import annuler
from demarches.instruction.passage import passer
from demarches.models import Demande
from famille.actions import corriger_facture
from famille.argent.paiement.encaissement import passer as passer_le_paiement
from famille.models import Livraison, Paiement, PartPaiement
from reservations.models import DemandeReservation
from reservations.moteur.recapitulatif import recapituler
from tests.famille.facturation import facturer

MONTANT = Decimal("12.30")
pytestmark = pytest.mark.django_db


def dits():
    """[(fact, data)] of what waits, in the order of the facts."""
    lues = Livraison.objects.order_by("cree_le", "pk")
    return [(une.fait, une.corps["data"]) for une in lues]


def test_an_invoice_and_its_credit_note(abonner, famille_martin, agent):
    abonner("facture.publiee")
    facture = facturer(famille_martin.foyer, "12.30", par=agent)
    avoir = corriger_facture(
        facture, list(facture.lignes.all()), motif="Erreur", par=agent, jour=date(2026, 11, 26)
    )
    commun = {"foyer": "2026-00417"}
    assert dits() == [
        (
            "facture.publiee",
            {"facture": facture.numero, "genre": "facture", "corrige": None} | commun,
        ),
        (
            "facture.publiee",
            {"facture": avoir.numero, "genre": "avoir", "corrige": facture.numero} | commun,
        ),
    ]


def test_a_payment_then_its_rejection(abonner, famille_martin):
    abonner("paiement.recu", "paiement.annule")
    facture = facturer(famille_martin.foyer, "12.30")
    paiement = Paiement.objects.create(
        foyer=famille_martin.foyer, reference="PF1", moyen="prelevement", montant=MONTANT
    )
    PartPaiement.objects.create(paiement=paiement, facture=facture, montant=MONTANT)
    passer_le_paiement(paiement, Paiement.Etat.PAYE)
    passer_le_paiement(paiement, Paiement.Etat.REJETE)
    assert [fait for fait, _donnees in dits()] == ["paiement.recu", "paiement.annule"]
    assert dits()[0][1] == {
        "paiement": "PF1",
        "recu": paiement.numero_recu,
        "foyer": "2026-00417",
        "moyen": "prelevement",
        "factures": [facture.numero],
    }


def test_a_demande_that_is_sent(abonner, demande, famille_martin):
    abonner("demande.deposee")
    Demande.objects.filter(pk=demande.pk).update(statut=Demande.Statut.BROUILLON)
    brouillon = Demande.objects.get(pk=demande.pk)
    passer(brouillon, Demande.Statut.EN_ATTENTE, par=famille_martin.camille)
    assert dits() == [
        (
            "demande.deposee",
            {
                "demande": "D-2026-00231",
                "demarche": demande.code,
                "statut": "en-attente",
                "foyer": "2026-00417",
                "enfant": None,
            },
        )
    ]


def test_a_decision_waits_as_long_as_it_may_be_taken_back(
    abonner,
    demande,
    agent,
    settings,
):
    abonner("demande.decidee")
    rejeter(demande, par=agent, motif="Incomplète")
    livraison = Livraison.objects.get()
    assert livraison.corps["data"]["statut"] == "rejetee"
    attente = livraison.prochain_essai_le - timezone.now()
    assert timedelta(0) < attente <= settings.DELAI_D_ANNULATION
    annuler(Demande.objects.get(pk=demande.pk), par=agent)
    assert not Livraison.objects.exists()


def test_what_was_booked_by_numbers(abonner, famille_martin):
    abonner("reservation.changee")
    ligne = {
        "enfant": famille_martin.lea.pk,
        "prenom": "Léa",
        "activite": 7,
        "activite_nom": "Accueil de loisirs",
        "bloc": "2026-12-09-matin",
        "libelle": "mercredi 9 décembre, matin",
        "action": "reserver",
        "resultat": "reserve",
        "phrase": "Réservé.",
        "centimes": 420,
        "debut": "2026-12-09",
    }
    soumise = DemandeReservation.objects.create(
        cle="x", foyer=famille_martin.foyer, par=famille_martin.camille, lignes=[ligne]
    )
    recapituler(soumise.pk)
    recapituler(soumise.pk)
    assert dits() == [
        (
            "reservation.changee",
            {
                "demande": str(soumise.pk),
                "foyer": "2026-00417",
                "lignes": [
                    {
                        nom: ligne[nom]
                        for nom in ("enfant", "activite", "bloc", "action", "resultat")
                    }
                ],
            },
        )
    ]
