"""An invoice that a mandate pays, its remise at the bank's; another that waits for a transfer."""

import pytest

from tests.famille.facturation import facturer
from tests.famille.regie.banque.scene import transmettre
from tests.famille.regie.scene import PUBLIE_LE, creancier
from tests.famille.regie.scene import a_prelever as facture_a_prelever


@pytest.fixture
def le_25_novembre(time_machine):
    time_machine.move_to(PUBLIE_LE, tick=False)


@pytest.fixture
def facture(famille_martin):
    return facture_a_prelever(famille_martin.foyer, "12.50", "7.50")


@pytest.fixture
def transmise(facture, agent):
    return transmettre(agent)


# transfers


@pytest.fixture
def due(famille_martin):
    creancier()
    return facturer(famille_martin.foyer, "42.50")
