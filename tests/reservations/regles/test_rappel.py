"""When the reminder of a week leaves."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reservations.regles.calendrier import GenreDeDelai
from reservations.regles.juge import PARIS, Calendrier, Delai
from reservations.regles.rappel import SemaineRappelee, a_rappeler, horizon, jour_du_rappel

NOEL = Calendrier(feries={date(2026, 12, 25): "Noël", date(2027, 1, 1): "Jour de l’an"})
MERCREDI = date(2026, 12, 9)
JOURS = st.dates(date(2026, 9, 1), date(2028, 7, 7))
DELAIS = st.builds(
    Delai,
    st.integers(1, 15),
    st.sampled_from(GenreDeDelai),
    st.sampled_from([None, time(12, 30)]),
    st.integers(0, 6),
)


SEPT_JOURS = Delai(7)


def dus(aujourdhui, delai=SEPT_JOURS, jours=2):
    return {du.jour: du.avant for du in a_rappeler(aujourdhui, delai, NOEL, jours=jours)}


def test_a_booking_is_reminded_from_two_days_before_its_deadline_until_it():
    jours_de_rappel = [
        jour
        for rang in range(20)
        if MERCREDI in dus(jour := date(2026, 11, 25) + timedelta(days=rang))
    ]
    assert jours_de_rappel == [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)]


def test_what_was_booked_since_the_day_of_the_reminder_is_not_reminded():
    assert dus(date(2026, 12, 1))[MERCREDI] == datetime(2026, 11, 30, tzinfo=PARIS)


def test_working_days_jump_over_christmas():
    assert jour_du_rappel(date(2026, 12, 28), Delai(2, GenreDeDelai.OUVRES), NOEL, jours=2) == date(
        2026, 12, 21
    )


def test_on_the_day_itself_when_the_town_wants_no_advance():
    assert dus(date(2026, 12, 2), jours=0).keys() == {MERCREDI}


def test_the_day_before_counts_in_days_across_a_clock_change():
    assert dus(date(2027, 3, 26), Delai(0))[date(2027, 3, 28)] == datetime(
        2027, 3, 26, tzinfo=PARIS
    )


@given(JOURS, DELAIS, st.integers(0, 14))
def test_all_that_is_reminded_can_still_be_cancelled_and_is_within_the_horizon(
    aujourdhui, delai, jours
):
    midi = datetime(aujourdhui.year, aujourdhui.month, aujourdhui.day, 12, tzinfo=PARIS)
    for du in a_rappeler(aujourdhui, delai, NOEL, jours=jours):
        assert delai.limite(du.jour, NOEL) > midi >= du.avant
        assert du.jour < horizon(aujourdhui, [delai], jours=jours)


@given(JOURS, DELAIS, st.integers(0, 14))
def test_every_day_is_reminded_on_its_day(jour, delai, jours):
    assert jour in dus(jour_du_rappel(jour, delai, NOEL, jours=jours), delai, jours)


@pytest.mark.parametrize(
    ("jour", "dite"),
    [
        (MERCREDI, "semaine du 7 au 13 décembre 2026"),
        (date(2026, 12, 2), "semaine du 30 novembre au 6 décembre 2026"),
        (date(2027, 1, 1), "semaine du 28 décembre 2026 au 3 janvier 2027"),
    ],
)
def test_a_week_is_said_by_its_days(jour, dite):
    assert str(SemaineRappelee.de(jour)) == dite
