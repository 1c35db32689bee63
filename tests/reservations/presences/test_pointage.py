"""Ticks: who may, when, in what order, and what is kept of a correction."""

from datetime import date, timedelta
from itertools import permutations

import pytest
from django.utils import timezone

from famille.models import Modification
from reservations.models import Reservation
from reservations.presences.actions import Pointage, pointer
from reservations.presences.issues import DEJA, DEPASSE, FAIT, REFUSE
from reservations.regles.juge import Moment
from tests.reservations.outils import MAINTENANT, creer_activite, creer_creneau

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(MAINTENANT, tick=False)]
AUJOURD_HUI = MAINTENANT.date()
Presence = Reservation.Presence


@pytest.fixture
def activite(directrice):
    activite = creer_activite("La Valla")
    activite.structure.directeurs.add(directrice)
    return activite


def reserver(activite, famille, jour=AUJOURD_HUI, enfant=None, **champs):
    creneau = creer_creneau(activite, jour, Moment.MATIN, prises=1)
    return Reservation.objects.create(
        enfant=enfant or famille.lea, creneau=creneau, foyer=famille.foyer, **champs
    )


@pytest.fixture
def lea(activite, famille_martin):
    return reserver(activite, famille_martin)


def un(reservation, presence, minutes=0, *, par):
    """The result of one tick made `minutes` ago."""
    le = timezone.now() - timedelta(minutes=minutes)
    [resultat] = pointer([Pointage(reservation.pk, presence, le)], par=par)
    reservation.refresh_from_db()
    return resultat


def test_a_director_says_who_came(lea, directrice):
    assert un(lea, Presence.PRESENT, 5, par=directrice).issue == FAIT
    assert (lea.presence, lea.pointee_par) == (Presence.PRESENT, directrice)
    assert lea.pointee_le == MAINTENANT - timedelta(minutes=5)


def test_a_tick_is_taken_back(lea, directrice):
    un(lea, Presence.PRESENT, 5, par=directrice)
    assert un(lea, Presence.PREVU, 4, par=directrice).issue == FAIT
    assert lea.presence == Presence.PREVU


def test_the_same_tick_again_changes_nothing(lea, directrice):
    un(lea, Presence.ABSENT, 5, par=directrice)
    avant = Reservation.objects.values().get()
    assert un(lea, Presence.ABSENT, 5, par=directrice).issue == DEJA
    assert Reservation.objects.values().get() == avant


def test_a_tick_older_than_the_state_is_told_and_not_applied(lea, activite, directrice, collegue):
    un(lea, Presence.ABSENT, 5, par=collegue)
    resultat = un(lea, Presence.PRESENT, 20, par=directrice)
    assert resultat.issue == DEPASSE
    assert "« absent », noté par Marc Petit à 9\u00a0h\u00a055" in resultat.phrase
    assert lea.presence == Presence.ABSENT


@pytest.mark.parametrize("ordre", list(permutations(range(4))))
def test_whatever_the_order_of_arrival_the_latest_moment_wins(lea, directrice, collegue, ordre):
    gestes = [
        (Presence.PRESENT, 40, directrice),
        (Presence.ABSENT, 30, collegue),
        (Presence.PREVU, 20, directrice),
        (Presence.PRESENT, 10, collegue),
    ]
    for rang in ordre:
        presence, minutes, par = gestes[rang]
        un(lea, presence, minutes, par=par)
    assert (lea.presence, lea.pointee_par) == (Presence.PRESENT, collegue)


@pytest.mark.parametrize("autre", [Presence.ABSENT, Presence.PREVU])
def test_of_two_ticks_of_the_same_instant_the_first_received_stands(
    lea, directrice, collegue, autre
):
    un(lea, Presence.PRESENT, 5, par=directrice)
    assert un(lea, autre, 5, par=collegue).issue == DEPASSE
    assert (lea.presence, lea.pointee_par) == (Presence.PRESENT, directrice)


def test_ticks_of_one_batch_are_taken_in_the_order_of_their_moments(lea, directrice):
    tard, tot = (
        Pointage(lea.pk, p, MAINTENANT - timedelta(minutes=m))
        for p, m in (("absent", 1), ("present", 9))
    )
    resultats = pointer([tard, tot], par=directrice)
    assert [resultat.pointage for resultat in resultats] == [tard, tot]
    assert [resultat.issue for resultat in resultats] == [FAIT, FAIT]
    lea.refresh_from_db()
    assert lea.presence == Presence.ABSENT


def test_a_tablet_ahead_of_time_does_not_win_for_ever(lea, directrice):
    un(lea, Presence.PRESENT, -600, par=directrice)
    assert lea.pointee_le == MAINTENANT


@pytest.mark.parametrize(
    ("jour", "dit"),
    [(date(2026, 11, 26), "pas encore venu"), (date(2026, 11, 17), "appelez le Pôle Familles")],
)
def test_a_director_ticks_today_and_a_week_back(activite, famille_martin, directrice, jour, dit):
    reservation = reserver(activite, famille_martin, jour)
    resultat = un(reservation, Presence.PRESENT, par=directrice)
    assert resultat.issue == REFUSE
    assert dit in resultat.phrase
    assert reservation.presence == Presence.PREVU


def test_a_week_ago_is_still_ticked(activite, famille_martin, directrice):
    assert (
        un(
            reserver(activite, famille_martin, date(2026, 11, 18)), Presence.PRESENT, par=directrice
        ).issue
        == FAIT
    )


@pytest.mark.parametrize(
    ("jour", "issue"), [(date(2026, 9, 24), FAIT), (date(2026, 9, 23), REFUSE)]
)
def test_who_plans_corrects_two_months_back(activite, famille_martin, agent, jour, issue):
    assert un(reserver(activite, famille_martin, jour), Presence.PRESENT, par=agent).issue == issue


@pytest.mark.parametrize("qui", ["directrice", "redactrice", "administrateur"])
def test_nobody_ticks_in_a_centre_that_is_not_his(request, famille_martin, qui):
    ailleurs = reserver(creer_activite("La Pingaudière"), famille_martin)
    resultat = un(ailleurs, Presence.PRESENT, par=request.getfixturevalue(qui))
    assert (resultat.issue, ailleurs.presence) == (REFUSE, Presence.PREVU)


def test_naming_a_director_is_not_enough_without_the_permission(lea, activite, redactrice):
    activite.structure.directeurs.add(redactrice)
    assert un(lea, Presence.PRESENT, par=redactrice).issue == REFUSE


def test_one_refusal_stops_no_other_tick(lea, directrice):
    pointages = [Pointage(pk, Presence.PRESENT, MAINTENANT) for pk in (lea.pk + 1000, lea.pk)]
    assert [resultat.issue for resultat in pointer(pointages, par=directrice)] == [REFUSE, FAIT]


@pytest.mark.parametrize("presence", ["absent-justifie", "", "malade"])
def test_a_state_that_nobody_ticks_is_refused(lea, directrice, presence):
    assert un(lea, presence, par=directrice).issue == REFUSE


@pytest.mark.parametrize(
    ("presence", "issue", "apres"),
    [
        (Presence.ABSENT, DEJA, Presence.ABSENT_JUSTIFIE),
        (Presence.PREVU, REFUSE, Presence.ABSENT_JUSTIFIE),
    ],
)
def test_a_justified_absence_stays_justified(lea, directrice, presence, issue, apres):
    Reservation.objects.update(presence=Presence.ABSENT_JUSTIFIE)
    assert un(lea, presence, par=directrice).issue == issue
    assert lea.presence == apres


def test_who_came_all_the_same_is_present(lea, directrice):
    Reservation.objects.update(presence=Presence.ABSENT_JUSTIFIE)
    assert un(lea, Presence.PRESENT, par=directrice).issue == FAIT
    assert Modification.objects.get().avant == {"Présence": "Absence justifiée"}


def test_a_correction_is_kept_in_the_household_s_journal(lea, directrice, collegue):
    un(lea, Presence.PRESENT, 5, par=directrice)
    assert not Modification.objects.exists()
    un(lea, Presence.ABSENT, 4, par=collegue)
    gardee = Modification.objects.get()
    assert (gardee.foyer, gardee.par) == (lea.foyer, collegue)
    assert gardee.objet == "présence de Léa, 25 novembre 2026, matin"
    assert (gardee.avant, gardee.apres) == ({"Présence": "Présent"}, {"Présence": "Absent"})


@pytest.mark.parametrize(("minutes", "gardees"), [(9, 0), (10, 1)])
def test_a_slip_of_one_s_own_finger_is_no_correction(lea, directrice, minutes, gardees):
    un(lea, Presence.PRESENT, minutes, par=directrice)
    un(lea, Presence.ABSENT, par=directrice)
    assert Modification.objects.count() == gardees
