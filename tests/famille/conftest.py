"""Money of a household, for the rooms that bill it, debit it and pay it back."""

from datetime import date

import pytest

from famille.argent.factures.actions import corriger_facture
from tests.famille.facturation import facturer
from tests.famille.mandats import creancier, ecrire
from tests.famille.regie.scene import especes

__all__ = ["creancier", "ecrire"]  # fixtures of all the tests below


@pytest.fixture
def trop_payee(famille_martin, agent):
    """An invoice of 40.00 €, paid, then corrected by 15.00 €."""
    facture = facturer(famille_martin.foyer, "25.00", "15.00")
    especes(facture, par=agent)
    ligne = facture.lignes.get(montant=15)
    corriger_facture(facture, [ligne], motif="Absence justifiée", par=agent, jour=date(2027, 1, 6))
    facture.refresh_from_db()
    return facture
