"""Camille's question to the service on 25 November 2026: begun, or sent."""

import pytest

from demarches.actions import commencer
from demarches.models import ReglageDemarche
from demarches.reglages.initiaux import creer_reglages
from tests.demarches.catalogue.contact.question import message
from tests.demarches.outils import Navigateur


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def reglage(db):
    creer_reglages(demo=True)
    return ReglageDemarche.objects.get(code="contact")


@pytest.fixture
def brouillon(famille_martin, reglage):
    return commencer("contact", foyer=famille_martin.foyer, par=famille_martin.camille)


@pytest.fixture
def camille(connecter, famille_martin, brouillon):
    return Navigateur(connecter(famille_martin.camille), brouillon)


@pytest.fixture
def envoyee(camille):
    camille.poster("message", message())
    camille.poster("recapitulatif", {"certifie": "on"})
    return camille.relue()
