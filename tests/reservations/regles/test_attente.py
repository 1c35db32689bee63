"""The queue's rules, without a database: quiet nights, who is next, ranks."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest

from reservations.regles.attente import EnFile, Nuit, a_servir, delais, rangs
from reservations.regles.juge import PARIS, Calendrier, Delai

NUIT = Nuit(time(21), time(8))
LOIN = datetime(2027, 6, 1, tzinfo=PARIS)


def le(jour, heure, minute=0, mois=12):
    return datetime(2026, mois, jour, heure, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("freed", "told", "ends"),
    [
        (le(1, 10), le(1, 10), le(2, 21)),  # 11 hours the first day, 13 the second
        (le(1, 8), le(1, 8), le(2, 19)),
        (le(1, 20, 59), le(1, 20, 59), le(3, 18, 59)),
        (le(1, 21), le(2, 8), le(3, 19)),
        (le(1, 23, 30), le(2, 8), le(3, 19)),
        (le(2, 3), le(2, 8), le(3, 19)),
        (le(2, 7, 59), le(2, 8), le(3, 19)),
    ],
)
def test_hours_of_the_night_do_not_count(freed, told, ends):
    quand = delais(freed, heures=24, nuit=NUIT, limite=LOIN)
    assert (quand.envoi, quand.expire) == (told, ends)


def test_an_offer_never_outlives_the_booking_deadline():
    limite = Delai(7).limite(date(2026, 12, 9), Calendrier())
    quand = delais(le(2, 15), heures=24, nuit=NUIT, limite=limite)
    assert quand.expire == limite == datetime(2026, 12, 2, 23, 59, 59, 999999, tzinfo=PARIS)


def test_no_offer_when_nobody_could_be_told_before_the_deadline():
    limite = Delai(7).limite(date(2026, 12, 9), Calendrier())
    assert delais(le(2, 20, 59), heures=24, nuit=NUIT, limite=limite) is not None
    assert delais(le(2, 22), heures=24, nuit=NUIT, limite=limite) is None
    assert delais(limite, heures=24, nuit=NUIT, limite=limite) is None


def test_no_night_when_its_two_ends_are_equal():
    quand = delais(le(1, 23), heures=24, nuit=Nuit(time(0), time(0)), limite=LOIN)
    assert (quand.envoi, quand.expire) == (le(1, 23), le(2, 23))


def test_a_night_may_begin_after_midnight():
    nuit = Nuit(time(0), time(6))
    assert delais(le(1, 2), heures=1, nuit=nuit, limite=LOIN).expire == le(1, 7)
    assert delais(le(1, 23), heures=2, nuit=nuit, limite=LOIN).expire == le(2, 7)


@pytest.mark.parametrize(
    ("veille", "duree"),
    [(datetime(2026, 10, 24, 20, tzinfo=PARIS), 25), (datetime(2027, 3, 27, 20, tzinfo=PARIS), 23)],
)
def test_a_change_of_clocks_moves_no_hour_of_day(veille, duree):
    """An hour of the night is won or lost; those of the day stay 13."""
    quand = delais(veille, heures=13, nuit=NUIT, limite=LOIN + timedelta(days=365))
    assert quand.expire.astimezone(PARIS).replace(tzinfo=None) == (
        veille + timedelta(days=1)
    ).replace(tzinfo=None)
    assert (quand.expire - veille.astimezone(quand.expire.tzinfo)) == timedelta(hours=duree)


def seul(pk, *creneaux, ensemble=None, liste=None):
    return EnFile(pk, frozenset(creneaux or {1}), ensemble, liste)


def servis(file, libres):
    return [[membre.pk for membre in groupe] for groupe in a_servir(file, libres).servis]


def test_the_first_in_the_queue_is_served_first():
    assert servis([seul(3), seul(1), seul(2)], {1: 2}) == [[1], [2]]


def test_a_week_needs_a_place_on_each_of_its_days():
    assert servis([seul(1, 1, 2, 3)], {1: 1, 2: 1, 3: 0}) == []
    assert servis([seul(1, 1, 2, 3), seul(2, 1)], {1: 1, 2: 1, 3: 1}) == [[1]]


def test_brothers_and_sisters_together_wait_for_all_their_places_and_the_next_is_served():
    ensemble = uuid4()
    file = [seul(1, ensemble=ensemble), seul(2, ensemble=ensemble), seul(3)]
    assert servis(file, {1: 1}) == [[3]]
    assert servis(file, {1: 2}) == [[1, 2]]
    assert servis(file, {1: 3}) == [[1, 2], [3]]


def test_brothers_and_sisters_passed_over_are_told_when_one_could_have_had_the_place():
    ensemble = uuid4()
    file = [seul(1, ensemble=ensemble), seul(2, ensemble=ensemble)]
    assert [[m.pk for m in groupe] for groupe in a_servir(file, {1: 1}).depasses] == [[1, 2]]
    assert a_servir(file, {1: 0}).depasses == []


def test_brothers_and_sisters_together_stand_where_the_last_of_them_stands():
    """Joining a brother who came long ago overtakes nobody."""
    ensemble = uuid4()
    file = [seul(1, ensemble=ensemble), seul(2), seul(3, ensemble=ensemble)]
    assert servis(file, {1: 2}) == [[2]]


def test_brothers_and_sisters_together_in_two_activities_need_both():
    ensemble = uuid4()
    file = [seul(1, 10, ensemble=ensemble), seul(2, 20, ensemble=ensemble)]
    assert servis(file, {10: 1}) == []
    assert servis(file, {10: 1, 20: 1}) == [[1, 2]]


def test_ranks_count_the_children_ahead_in_each_queue():
    ensemble = uuid4()
    matin, midi = (1, "2026-12-09-matin"), (1, "2026-12-09-apres-midi")
    file = [
        seul(1, liste=matin),
        seul(2, liste=matin, ensemble=ensemble),
        seul(3, liste=midi),
        seul(4, liste=matin),
        seul(5, liste=matin, ensemble=ensemble),
        seul(6, liste=matin),
    ]
    assert rangs(file) == {1: 1, 4: 2, 2: 3, 5: 3, 6: 5, 3: 1}
