"""An invoice of 20.00 €, and its payment, open at the provider's on 25 November 2026."""

import pytest

from tests.famille.facturation import Prestataire, facturer
from tests.famille.paiement.scene import MAINTENANT, ouvrir


@pytest.fixture
def ce_jour(time_machine, settings):
    time_machine.move_to(MAINTENANT, tick=False)
    settings.PAIEMENT = {"FOURNISSEUR": "tests.famille.facturation.Prestataire"}
    Prestataire.oublier()


@pytest.fixture
def facture(famille_martin):
    return facturer(famille_martin.foyer, "12.50", "7.50")


@pytest.fixture
def ouvert(famille_martin, facture):
    return ouvrir(famille_martin, facture)
