"""Many tablets at once on the same list: every batch is answered, and the latest touch of each
child stands."""

import random
from datetime import timedelta
from itertools import chain

import pytest

from reservations.actions import annuler_reservations
from reservations.models import Reservation
from reservations.presences.actions import Pointage, pointer
from reservations.presences.issues import FAIT
from reservations.regles.juge import Moment
from tests.reservations import outils
from tests.reservations.courses import creer_familles, en_meme_temps

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
    """A task: one batch, in an order of its own, each tick at a moment of its own in the hour that
    has passed."""
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
    lots, taches = zip(
        *(tablette(rang, reservations, agent) for rang in range(TABLETTES)), strict=True
    )
    bilan = en_meme_temps(taches)
    assert (bilan.erreurs, bilan.essais) == ([], [])
    assert sorted(map(len, bilan.reponses.values())) == [ENFANTS] * TABLETTES
    derniers = {
        pointage.reservation: pointage for pointage in sorted(chain(*lots), key=lambda p: p.le)
    }
    assert {r.pk: (r.presence, r.pointee_le) for r in Reservation.objects.all()} == {
        pk: (pointage.presence, pointage.le) for pk, pointage in derniers.items()
    }


def test_a_child_ticked_while_his_day_is_cancelled_is_one_or_the_other(reservations, agent):
    """A tick that was answered "done" stands on a booking that stands."""

    def cocher(reservation):
        return [
            r.issue
            for r in pointer([Pointage(reservation.pk, "present", outils.MAINTENANT)], par=agent)
        ]

    def annuler(reservation):
        return len(annuler_reservations([reservation.pk], par=agent, motif="Grève"))

    taches = chain(*((lambda r=r: cocher(r), lambda r=r: annuler(r)) for r in reservations))
    bilan = en_meme_temps(list(taches))
    assert (bilan.erreurs, bilan.essais) == ([], [])
    restent = set(Reservation.objects.values_list("pk", flat=True))
    for rang, reservation in enumerate(reservations):
        coche, annulees = bilan.reponses[2 * rang], bilan.reponses[2 * rang + 1]
        assert (coche == [FAIT]) == (annulees == 0) == (reservation.pk in restent)
