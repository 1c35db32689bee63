"""What a medical certificate excuses (G16): days shown before, days changed after, the first ones
charged."""

from datetime import date

import pytest

from reservations import actions
from reservations.models import ReglageReservations, Reservation
from reservations.regles.absences import jours_excuses, limite_du_justificatif
from tests.reservations import outils
from tests.reservations.moteur.scene import creer_centre, ligne, reserver

Presence = Reservation.Presence
MERCREDI, SUIVANT = date(2026, 12, 9), date(2026, 12, 16)
SEMAINES = {"debut": date(2026, 12, 7), "fin": date(2026, 12, 18)}


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def reserves(famille_martin):
    """Léa is booked on two Wednesday mornings."""
    centre = creer_centre(famille_martin)
    reserver(
        famille_martin,
        ligne(famille_martin.lea, centre),
        ligne(famille_martin.lea, centre, "2026-12-16-matin"),
    )
    return famille_martin


@pytest.mark.parametrize(
    ("carence", "attendus"), [(0, [MERCREDI, SUIVANT]), (1, [SUIVANT]), (2, []), (30, [])]
)
def test_the_first_days_stay_charged(carence, attendus):
    assert jours_excuses([SUIVANT, MERCREDI, MERCREDI], carence) == attendus


@pytest.mark.parametrize(
    ("jours", "limite"), [(None, None), (0, date(2026, 12, 18)), (8, date(2026, 12, 26))]
)
def test_until_when_the_certificate_may_come(jours, limite):
    assert limite_du_justificatif(date(2026, 12, 18), jours) == limite


def test_the_days_are_shown_with_what_becomes_of_them(reserves):
    ReglageReservations.objects.update_or_create(pk=1, defaults={"carence_jours": 1})
    montres = actions.absences_couvertes(reserves.lea, reserves.foyer, **SEMAINES)
    assert [(un.jour, un.quoi, un.etat, un.excuse) for un in montres] == [
        (MERCREDI, "matin", "Prévu", False),
        (SUIVANT, "matin", "Prévu", True),
    ]


def test_a_day_when_the_child_came_is_neither_excused_nor_counted(reserves, agent):
    Reservation.objects.filter(creneau__jour=MERCREDI).update(presence=Presence.PRESENT)
    ReglageReservations.objects.update_or_create(pk=1, defaults={"carence_jours": 1})
    montres = actions.absences_couvertes(reserves.lea, reserves.foyer, **SEMAINES)
    assert [(un.present, un.excuse) for un in montres] == [(True, False), (False, False)]
    assert actions.justifier_absences(reserves.lea, **SEMAINES, par=agent, carence=1) == []


def test_what_is_shown_is_what_is_done(reserves, agent):
    ReglageReservations.objects.update_or_create(pk=1, defaults={"carence_jours": 1})
    montres = actions.absences_couvertes(reserves.lea, reserves.foyer, **SEMAINES)
    faits = actions.justifier_absences(
        reserves.lea, **SEMAINES, par=agent, foyer=reserves.foyer, carence=1
    )
    assert (
        [un.creneau.jour for un in faits] == [un.jour for un in montres if un.excuse] == [SUIVANT]
    )


def test_the_same_certificate_twice_excuses_no_more(reserves, agent):
    for attendus in ([SUIVANT], []):
        faits = actions.justifier_absences(reserves.lea, **SEMAINES, par=agent, carence=1)
        assert [un.creneau.jour for un in faits] == attendus
    assert Reservation.objects.get(creneau__jour=MERCREDI).presence == Presence.PREVU


def test_the_other_home_s_days_are_neither_shown_nor_changed(reserves, voisin, agent):
    Reservation.objects.filter(creneau__jour=SUIVANT).update(foyer=voisin.foyer)
    [montre] = actions.absences_couvertes(reserves.lea, reserves.foyer, **SEMAINES)
    assert montre.jour == MERCREDI
    [fait] = actions.justifier_absences(reserves.lea, **SEMAINES, par=agent, foyer=reserves.foyer)
    assert fait.creneau.jour == MERCREDI
