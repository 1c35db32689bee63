"""La Valla on 25 November 2026, with room or none, and Léa, who may go there: her draft, begun."""

from datetime import date

import pytest

from demarches.actions import commencer
from demarches.reglages.initiaux import creer_reglages
from reservations.models import Inscription, PeriodeScolaire
from tests.demarches.outils import Navigateur
from tests.demarches.place import CODE, en_regle, envoyee, valla


@pytest.fixture
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def activite(db):
    creer_reglages(demo=True)
    PeriodeScolaire.objects.get_or_create(
        debut=date(2026, 12, 19), defaults={"nom": "Vacances de Noël", "fin": date(2027, 1, 3)}
    )
    return valla()


@pytest.fixture
def lea(famille_martin):
    return en_regle(famille_martin.lea)


@pytest.fixture
def complete(activite, famille_martin, lea, voisin):
    """La Valla has one place, taken by Sami; Hugo, then Léa, wait."""
    activite.inscriptions_max = 1
    activite.save()
    Inscription.objects.create(
        enfant=voisin.sami, activite=activite, debut=date(2026, 9, 1), fin=date(2027, 8, 31)
    )
    hugo = en_regle(famille_martin.hugo)
    return [envoyee(famille_martin, hugo, activite), envoyee(famille_martin, lea, activite)]


@pytest.fixture
def brouillon(famille_martin, lea, activite):
    return commencer(CODE, foyer=famille_martin.foyer, par=famille_martin.camille, enfant=lea)


@pytest.fixture
def camille(connecter, famille_martin, brouillon):
    return Navigateur(connecter(famille_martin.camille), brouillon)
