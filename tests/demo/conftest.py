import pytest
from django.utils import timezone

from demarches.reglages.initiaux import creer_reglages
from demo.ville import fabrique
from portail.bureau.groupes import creer_groupes
from tests.outils.souvenirs import une_fois


@pytest.fixture
def petite(monkeypatch):
    """The demo town is a village, so that tests are quick."""
    monkeypatch.setattr(fabrique, "FOYERS", 36)
    monkeypatch.setattr(fabrique, "ENFANTS", 60)


@pytest.fixture
def village(db, petite):
    """Made, with its groups and settings; without pages."""
    creer_le_village()


def creer_le_village():
    """The one of this day: its bookings and invoices stand around it."""
    une_fois(("village", timezone.localdate()), _creer_le_village)


def _creer_le_village():
    creer_groupes()
    creer_reglages(demo=True)
    pas = []
    fabrique.creer_la_ville(avancer=pas.append)
    assert sum(pas) == fabrique.etapes()
