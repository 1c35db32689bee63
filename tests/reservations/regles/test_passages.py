"""What the notes of a door say, whatever the order in which they come."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import permutations
from types import SimpleNamespace

import pytest

from reservations.regles.accueil.passages import Porte, la_depuis, lire_la_porte, part_finie
from reservations.regles.blocs import Moment
from reservations.regles.calendrier import PARIS

HUIT = datetime(2026, 11, 25, 8, tzinfo=UTC)


def a(minutes):
    return HUIT + timedelta(minutes=minutes)


def note(sens, le, note_le=None, **champs):
    vide = {"repris_par": "", "motif": "", "attendu_a": None}
    quand = None if le is None else a(le)
    return SimpleNamespace(
        sens=sens, le=quand, note_le=a(le if note_le is None else note_le), **vide | champs
    )


def test_a_touch_is_an_arrival_and_the_next_a_departure():
    porte = lire_la_porte([note("arrivee", 10), note("depart", 500, repris_par="Odette Martin")])
    assert (porte.arrivee, porte.depart, porte.repris_par) == (a(10), a(500), "Odette Martin")


def test_a_second_touch_does_not_move_the_arrival_and_a_typed_hour_does():
    touches = [note("arrivee", 10), note("arrivee", 30)]
    assert lire_la_porte(touches).arrivee == a(10)
    assert lire_la_porte([*touches, note("arrivee", 5, 60)]).arrivee == a(5)


def test_a_tick_taken_back_erases_the_arrival_and_the_departure():
    notes = [note("arrivee", 10), note("depart", 20), note("arrivee", None, 30)]
    assert lire_la_porte(notes) == Porte()


def test_a_departure_taken_back_leaves_the_child_inside():
    notes = [note("arrivee", 10), note("depart", 20, repris_par="x"), note("depart", None, 30)]
    assert lire_la_porte(notes) == Porte(arrivee=a(10))


@pytest.mark.parametrize("ordre", list(permutations(range(5))))
def test_two_tablets_that_were_offline_end_in_the_same_state(ordre):
    notes = [
        note("arrivee", 10),
        note("arrivee", None, 20),
        note("arrivee", 30),
        note("depart", 500, repris_par="Odette"),
        note("depart", 502, repris_par="Camille"),
    ]
    porte = lire_la_porte([notes[rang] for rang in ordre])
    assert (porte.arrivee, porte.depart, porte.repris_par) == (a(30), a(502), "Camille")


@pytest.mark.parametrize(("minutes", "retard"), [(0, 0), (1, 1), (42, 42), (-5, 0)])
def test_late_is_said_in_whole_minutes_after_the_end(minutes, retard):
    porte = Porte(arrivee=HUIT, depart=a(600 + minutes), attendu_a=a(600))
    assert porte.retard == retard


def test_without_hours_nobody_is_late():
    assert Porte(arrivee=HUIT, depart=a(900)).retard == 0


@pytest.mark.parametrize(
    ("portes", "depuis"),
    [
        ([], None),
        ([Porte()], None),
        ([Porte(a(10))], a(10)),
        ([Porte(a(10)), Porte(a(330))], a(10)),  # ticked again after lunch
        ([Porte(a(10), a(240))], None),
        ([Porte(a(10), a(240)), Porte(a(330))], a(330)),  # home for lunch
        ([Porte(a(10)), Porte(a(330), a(540))], None),  # came once, left once
        ([Porte(a(10)), Porte(None, a(540))], None),
    ],
)
def test_a_child_is_inside_from_his_last_arrival_that_no_departure_follows(portes, depuis):
    assert la_depuis(portes) == depuis


@pytest.mark.parametrize(
    ("moment", "midi_a", "reprend_a", "heure", "finie"),
    [
        (Moment.MATIN, "08:30", "16:30", "08:45", False),
        (Moment.MATIN, "08:30", "16:30", "08:46", True),
        (Moment.MATIN, "12:00", None, "15:00", False),  # he stays for the afternoon
        (Moment.APRES_MIDI, "08:30", "16:30", "19:00", False),  # late, and still there
        (Moment.JOURNEE, None, None, "23:00", False),
    ],
)
def test_who_came_for_a_morning_that_is_over_is_in_class(moment, midi_a, reprend_a, heure, finie):
    jour = date(2026, 11, 26)
    heures = [un and time.fromisoformat(un) for un in (midi_a, reprend_a)]
    maintenant = datetime.combine(jour, time.fromisoformat(heure), tzinfo=PARIS)
    assert part_finie(moment, *heures, jour, maintenant) is finie
