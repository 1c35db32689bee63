"""A billing run of November, led as a régisseur and the worker lead it."""

from datetime import date

import pytest
from django.utils import timezone

from famille.travaux import actions as travaux
from reservations.facturation.actions import (
    commencer_campagne,
    publier_campagne,
    publier_ce_qui_est_retenu,
)
from reservations.facturation.bureau.campagnes import DELAI
from reservations.models import Activite, CampagneFacturation
from tests.reservations.consommation.scene import NOVEMBRE, compter, reserve

Etat = CampagneFacturation.Etat


@pytest.fixture
def novembre(famille_martin, voisin, activite, cantine):
    """Three lines for the Martins, one for their neighbour."""
    for jour in (date(2026, 11, 4), date(2026, 11, 18)):
        reserve(famille_martin.foyer, famille_martin.lea, activite, jour)
    compter(famille_martin.foyer, famille_martin.hugo, cantine, date(2026, 11, 5), 2)
    reserve(voisin.foyer, voisin.sami, activite, date(2026, 11, 4))


def calculer(agent, activites=None):
    campagne = commencer_campagne(NOVEMBRE, activites or Activite.objects.all(), par=agent)
    return executer(campagne)


def executer(campagne):
    campagne.refresh_from_db()
    travaux.executer(campagne.travail_id)
    campagne.refresh_from_db()
    return campagne


def laisser_partir(time_machine):
    """Ten minutes later, when a publication can be taken back no more."""
    time_machine.move_to(timezone.now() + DELAI, tick=False)
    return publier_ce_qui_est_retenu()


def publier(campagne, agent):
    publier_campagne(campagne, par=agent)
    return executer(campagne)
