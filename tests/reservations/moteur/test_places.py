"""The counter of a créneau: a place is given back by the booking that held it, once."""

import pytest

from reservations.models import Places, Reservation
from reservations.moteur import verrou
from tests.reservations import outils

pytestmark = pytest.mark.django_db


@pytest.fixture
def reservees(famille_martin):
    """Both children, the same morning: two places taken."""
    creneau = outils.creer_creneau(outils.creer_activite(), prises=2)
    return [
        Reservation.objects.create(enfant=enfant, creneau=creneau, foyer=famille_martin.foyer)
        for enfant in (famille_martin.lea, famille_martin.hugo)
    ]


def rendre(reservations):
    with verrou.ecriture():
        verrou.verrouiller({reservation.creneau_id for reservation in reservations})
        return verrou.rendre(reservations)


def test_a_booking_that_is_gone_already_gives_no_place_back(reservees):
    partie, restante = reservees
    Reservation.objects.filter(pk=partie.pk).delete()
    assert rendre([partie]) == []
    assert Places.objects.get().prises == 2  # who deleted it has its place to give back
    assert rendre([partie, restante]) == [restante.creneau_id]
    assert Places.objects.get().prises == 1


def test_the_same_booking_given_back_twice_gives_one_place(reservees):
    assert rendre(reservees[:1]) == [reservees[0].creneau_id]
    assert rendre(reservees[:1]) == []
    assert Places.objects.get().prises == 1
