"""Camille at her mandate on 25 November 2026, and one already in force."""

import pytest

from demarches.actions import commencer
from demarches.reglages.initiaux import creer_reglages
from tests.demarches.outils import Navigateur
from tests.demarches.prelevement import CODE, un_mandat


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def reglages(db):
    creer_reglages(demo=True)


@pytest.fixture
def camille(connecter, famille_martin, reglages):
    """Navigateur: Camille, signed in, a new draft open."""
    demande = commencer(CODE, foyer=famille_martin.foyer, par=famille_martin.camille)
    return Navigateur(connecter(famille_martin.camille), demande)


@pytest.fixture
def mandat(famille_martin, reglages):
    """A mandate in force of the Martins: canteen and crèche."""
    return un_mandat(famille_martin.foyer)
