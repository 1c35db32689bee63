"""What the calendar shows, kept in its address (G27)."""

from datetime import date

import pytest
from django.http import QueryDict

from reservations.lecture.filtres import Filtres, Mois

AUJOURDHUI = date(2026, 11, 25)
DECEMBRE = Mois(2026, 12)


def lire(questions):
    return Filtres.lire(QueryDict(questions), AUJOURDHUI)


def test_the_address_gives_back_what_it_was_read_from():
    filtres = lire("mois=2026-12&enfant=3&enfant=5&activite=2")
    assert filtres == Filtres(DECEMBRE, (3, 5), (2,))
    assert filtres.adresse == "/reservations/?mois=2026-12&enfant=3&enfant=5&activite=2"


def test_nothing_asked_is_the_bare_address():
    assert lire("").adresse == "/reservations/"


@pytest.mark.parametrize(
    "questions",
    [
        "mois=2026-13",
        "mois=x",
        "mois=2026",
        "mois=1999-01",
        "mois=9999999-1",
        "mois=２０２６-12",
        "enfant=-1",
        "enfant=a",
        "activite=" + "9" * 40,
        "mois=2026-12-09",
        "mois=%00",
    ],
)
def test_what_is_not_understood_is_left_aside(questions):
    assert lire(questions) == Filtres()


def test_a_month_two_years_away_can_be_asked_and_no_further():
    assert lire("mois=2028-11").mois == Mois(2028, 11)
    assert lire("mois=2028-12").mois is None


def test_pressing_a_child_hides_him_and_pressing_again_shows_him():
    cachee = Filtres(DECEMBRE).basculer_enfant(3, [3, 5])
    assert cachee.enfants == (5,)
    assert cachee.basculer_enfant(3, [3, 5]).enfants == ()


def test_hiding_the_last_child_shows_them_all():
    assert Filtres(DECEMBRE, (3,)).basculer_enfant(3, [3, 5]).enfants == ()


def test_changing_month_keeps_the_filters():
    assert Filtres(DECEMBRE, (3,), (2,)).au_mois(DECEMBRE.decale(1)) == Filtres(
        Mois(2027, 1), (3,), (2,)
    )


@pytest.mark.parametrize(
    ("mois", "dit"),
    [
        (DECEMBRE, "de décembre 2026"),
        (Mois(2027, 4), "d’avril 2027"),
        (Mois(2027, 10), "d’octobre 2027"),
    ],
)
def test_a_month_is_said_as_people_do(mois, dit):
    assert mois.complement == dit


def test_a_month_knows_its_days():
    assert (Mois(2028, 2).debut, Mois(2028, 2).fin) == (date(2028, 2, 1), date(2028, 2, 29))
    assert date(2028, 2, 29) in Mois(2028, 2)
    assert Mois(2026, 12).decale(1) == Mois(2027, 1)
    assert Mois(2027, 1).decale(-1) == DECEMBRE
