"""A booking made while its household, or its child, is merged: neither lost nor refused by an
error; each waits for the other, in one order."""

from datetime import date

import pytest

from famille.dossier.fusion.actions import Projet, fusionner
from famille.dossier.fusion.union import Union
from famille.models import Enfant, Rattachement
from reservations.models import DemandeReservation, Reservation
from reservations.moteur.soumettre import soumettre
from tests.reservations import outils
from tests.reservations.courses import l_une_pendant_l_autre
from tests.reservations.moteur.scene import compte, creer_centre, ligne

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.postgresql,
]
PENDANT_LA_FUSION = "famille.dossier.fusion.actions._ecrire_aux_comptes"  # all moved, not committed
PENDANT_LA_RESERVATION = "reservations.moteur.soumettre._appliquer"


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=True)


@pytest.fixture
def centre(famille_martin):
    return creer_centre(famille_martin)


def _reunir_les_foyers(famille_martin, voisin, agent):
    union = Union(voisin.foyer, famille_martin.foyer, {})
    return lambda: fusionner(Projet(union), foyer=voisin.foyer, par=agent).pk


def _reserver(famille_martin, centre, **options):
    def _reserver_lea():
        demande = soumettre(
            famille_martin.foyer,
            [ligne(famille_martin.lea, centre)],
            par=famille_martin.camille,
            cle="pendant-la-fusion",
            **options,
        )
        return demande.acceptee

    return _reserver_lea


@pytest.mark.parametrize("hors_regles", [False, True])  # each store's own way of locking
def test_a_booking_that_comes_during_a_merge_is_in_the_household_that_stays(
    famille_martin, voisin, centre, agent, hors_regles
):
    options = {"hors_regles": True, "motif": "Au guichet"} if hors_regles else {}
    fusion, acceptee = l_une_pendant_l_autre(
        _reunir_les_foyers(famille_martin, voisin, agent),
        _reserver(famille_martin, centre, **options),
        arret=PENDANT_LA_FUSION,
    )
    assert isinstance(fusion, int), fusion
    assert acceptee is True
    reservation = Reservation.objects.get()
    assert (reservation.foyer, reservation.enfant) == (voisin.foyer, famille_martin.lea)
    assert DemandeReservation.objects.get().foyer == voisin.foyer
    assert compte() == 1


@pytest.mark.parametrize("hors_regles", [False, True])
def test_a_merge_that_comes_during_a_booking_takes_it_along(
    famille_martin, voisin, centre, agent, hors_regles
):
    options = {"hors_regles": True, "motif": "Au guichet"} if hors_regles else {}
    acceptee, fusion = l_une_pendant_l_autre(
        _reserver(famille_martin, centre, **options),
        _reunir_les_foyers(famille_martin, voisin, agent),
        arret=PENDANT_LA_RESERVATION,
    )
    assert acceptee is True
    assert isinstance(fusion, int), fusion
    assert Reservation.objects.get().foyer == voisin.foyer
    assert DemandeReservation.objects.get().foyer == voisin.foyer


def test_a_booking_that_comes_during_the_merge_of_its_child_is_the_child_s_who_stays(
    famille_martin, centre, agent
):
    double = Enfant.objects.create(prenom="Lea", nom="Martin", naissance=date(2018, 3, 14))
    Rattachement.objects.create(enfant=double, foyer=famille_martin.foyer, debut=date(2026, 9, 1))
    outils.inscrire(double, centre)

    def _reunir():
        union = Union(famille_martin.lea, double, {})
        return fusionner(Projet(union), foyer=famille_martin.foyer, par=agent).pk

    def _reserver_le_double():
        return soumettre(
            famille_martin.foyer,
            [ligne(double, centre)],
            par=famille_martin.camille,
            cle="pendant-la-fusion",
        ).acceptee

    fusion, acceptee = l_une_pendant_l_autre(_reunir, _reserver_le_double, arret=PENDANT_LA_FUSION)
    assert isinstance(fusion, int), fusion
    assert acceptee is True
    assert Reservation.objects.get().enfant == famille_martin.lea
