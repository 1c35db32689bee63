"""Léa's health on 25 November 2026, and an adult whom an agent has added to her household."""

from datetime import date

import pytest

from demarches.models import Demande
from famille import actions
from famille.models import FicheSanitaire
from tests.famille.foyers.acces.scene import activer, carnet_de


@pytest.fixture
def un_mercredi(time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)
    return time_machine


@pytest.fixture
def lea(famille_martin):
    """Her health is known, with a paper that both homes would see, and her mother has a draft."""
    FicheSanitaire.objects.create(
        enfant=famille_martin.lea, allergies="Arachide", valable_jusqu_au=date(2027, 8, 31)
    )
    famille_martin.carnet = carnet_de(famille_martin.lea, classe_le="2026-09-01T10:00:00Z")
    famille_martin.brouillon = Demande.objects.create(
        code="justificatif-medical", foyer=famille_martin.foyer, par=famille_martin.camille
    )
    return famille_martin.lea


@pytest.fixture
def intrus(famille_martin, lea, agent):
    """Utilisateur: the agent has added, as an adult of the household, an address of his own."""
    ajoute = actions.ajouter_responsable(
        famille_martin.foyer, prenom="Jean", nom="Martin", courriel="jean@exemple.fr", par=agent
    )
    return activer(ajoute.utilisateur)
