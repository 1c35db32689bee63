"""Many tablets at once on the same list: every batch is answered, and the latest touch of each child stands."""

import random
from datetime import timedelta
from itertools import chain

import pytest

from reservations.actions.pointage import Pointage, pointer
from reservations.models import Reservation
from reservations.regles import Moment

from . import outils
from .courses import creer_familles, en_meme_temps

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
TABLETTES, ENFANTS = 16, 12


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=True)


@pytest.fixture
def reservations():
    activite = outils.creer_activite("La Valla", capacite=ENFANTS)
    matin = outils.creer_creneau(activite, outils.MAINTENANT.date(), Moment.MATIN, prises=ENFANTS)
    return [
        Reservation.objects.create(enfant=famille.enfants[0], creneau=matin, foyer=famille.foyer)
        for famille in creer_familles(ENFANTS)
    ]


def tablette(rang, reservations, par):
    """A task: one batch, in an order of its own, each tick at a moment of its own in the hour that has passed."""
    hasard = random.Random(rang)
    pointages = [
        Pointage(
            reservation.pk,
            hasard.choice(["present", "absent", "prevu"]),
            outils.MAINTENANT - timedelta(seconds=hasard.randrange(60) * TABLETTES + rang),
        )
        for reservation in hasard.sample(reservations, len(reservations))
    ]
    return pointages, lambda: [resultat.issue for resultat in pointer(pointages, par=par)]


def test_batches_in_any_order_end_in_the_state_of_the_latest_touch(reservations, agent):
    lots, taches = zip(*(tablette(rang, reservations, agent) for rang in range(TABLETTES)), strict=True)
    bilan = en_meme_temps(taches)
    assert (bilan.erreurs, bilan.essais) == ([], [])
    assert sorted(map(len, bilan.reponses.values())) == [ENFANTS] * TABLETTES
    derniers = {pointage.reservation: pointage for pointage in sorted(chain(*lots), key=lambda p: p.le)}
    assert {r.pk: (r.presence, r.pointee_le) for r in Reservation.objects.all()} == {
        pk: (pointage.presence, pointage.le) for pk, pointage in derniers.items()
    }
