"""A conversation of the Martins with the service, and the agent who reads it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from demarches.reglages.initiaux import creer_reglages
from famille.actions import ouvrir_fil
from famille.dossier.messages.portes import ecrire_au_service


@pytest.fixture
def le_25_novembre(time_machine):
    time_machine.move_to(
        datetime(2026, 11, 25, 14, 32, tzinfo=ZoneInfo("Europe/Paris")), tick=False
    )
    return time_machine


@pytest.fixture
def fil(famille_martin):
    return ouvrir_fil(
        famille_martin.foyer, sujet="Ma facture", texte="Bonjour", par=famille_martin.camille
    )


@pytest.fixture
def du_contact(famille_martin):
    """A conversation that is a demande."""
    creer_reglages(demo=True)
    return ecrire_au_service(
        famille_martin.foyer, sujet="Mon dossier", texte="Bonjour", par=famille_martin.camille
    )


@pytest.fixture
def bureau(connecter, agent):
    return connecter(agent)
