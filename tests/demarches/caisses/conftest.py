"""A town where each case is somebody, and a batch whose sleep takes no time."""

import time

import pytest

from demo.caf import contrat

from .scene import NOVEMBRE, dormeur, foyer


@pytest.fixture
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def dormi(monkeypatch, time_machine):
    """What the batch has slept, in seconds."""
    dormis = []
    monkeypatch.setattr(time, "sleep", dormeur(time_machine, dormis))
    return dormis


@pytest.fixture
def cinq(caisses):
    """A town where each case is somebody."""
    caisses.trouver("Trouve", 742, NOVEMBRE)
    caisses.trouver("Change", 1400, NOVEMBRE, "MSA")
    caisses.personnes["INCONNU"] = contrat.non_reference()
    caisses.personnes["ENPANNE"] = contrat.panne()
    return {
        nom: foyer(nom, quotient, identifie=nom != "Anonyme")
        for nom, quotient in (
            ("Trouve", 800),
            ("Change", 800),
            ("Absent", 800),
            ("Inconnu", 800),
            ("Enpanne", 800),
            ("Anonyme", 800),
        )
    }
