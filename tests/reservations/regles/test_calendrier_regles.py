"""Deadlines and days of the real school calendar: bridges, public holidays on a Wednesday, clock
changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reservations.regles.calendrier import JOURS_D_ECOLE_MAX, GenreDeDelai, jusqu_a
from reservations.regles.juge import (
    PARIS,
    Calendrier,
    Delai,
    Moment,
    Motif,
    Nature,
    Suite,
    Unite,
    blocs,
    verdict,
)
from reservations.regles.planning import Accueil, jours_prevus
from tests.reservations.cas import JOURS, MAINTENANT, bloc, calendrier, creneau, faits, semaine

SEPTEMBRE = datetime(2026, 9, 7, 10, 0, tzinfo=PARIS)
LOISIRS = Accueil(Unite.DEMI_JOURNEE, Unite.JOURNEE, frozenset({2}))
ADOS = Accueil(None, Unite.SEMAINE, frozenset())


def juger(un_bloc, maintenant=SEPTEMBRE, **champs):
    return verdict(un_bloc, faits(**champs), maintenant=maintenant)


def prevus(debut, fin, accueil=LOISIRS):
    return {prevu.jour: prevu for prevu in jours_prevus(debut, fin, accueil, calendrier())}


@pytest.mark.parametrize(
    ("jour", "nature", "ferme"),
    [
        (date(2026, 11, 11), Nature.FERIE, "11 novembre, jour férié"),
        (date(2026, 12, 25), Nature.FERIE, "Noël, jour férié"),
        (date(2027, 1, 1), Nature.FERIE, "1er janvier, jour férié"),
        (date(2027, 3, 29), Nature.FERIE, "Lundi de Pâques, jour férié"),
        (date(2027, 5, 6), Nature.FERIE, "Ascension, jour férié"),
        (date(2027, 5, 7), Nature.PONT, "Pont de l’Ascension"),
        (date(2027, 5, 10), Nature.SCOLAIRE, None),
        (date(2028, 5, 26), Nature.PONT, "Pont de l’Ascension"),
        (date(2026, 12, 21), Nature.VACANCES, None),
        (date(2026, 12, 18), Nature.SCOLAIRE, None),
        (date(2027, 7, 3), Nature.VACANCES, None),
        (date(2027, 9, 2), Nature.SCOLAIRE, None),
    ],
)
def test_what_a_day_is(jour, nature, ferme):
    assert calendrier().nature(jour) == nature
    assert calendrier().ferme_pour(jour) == ferme


def test_11_november_2026_is_a_wednesday_of_term_and_closed():
    jour = date(2026, 11, 11)
    assert jour.weekday() == 2
    assert not prevus(jour, jour)[jour].moments
    reponse = juger(bloc(jour))
    assert (reponse.phrase, reponse.motif, reponse.suite) == (
        "Fermé : 11 novembre, jour férié.",
        Motif.FERME,
        Suite.AUTRE_JOUR,
    )


def test_the_friday_of_the_bridge_has_no_school_and_no_welcome():
    vendredi = date(2027, 5, 7)
    assert juger(bloc(vendredi), maintenant=MAINTENANT).phrase == "Fermé : Pont de l’Ascension."
    tous_les_jours = Accueil(Unite.JOURNEE, None, frozenset(range(5)))
    assert prevus(vendredi, vendredi, tous_les_jours)[vendredi].raison == "Pont de l’Ascension"
    assert not calendrier().en_vacances(vendredi)  # the unit of term holds on a bridge


@pytest.mark.parametrize(
    ("lundi", "cle", "fin"),
    [
        (date(2026, 12, 21), "2026-S52", date(2026, 12, 24)),
        (date(2026, 12, 28), "2026-S53", date(2026, 12, 31)),
    ],
)
def test_each_week_of_christmas_has_four_days(lundi, cle, fin):
    """Its public holiday never gets a créneau, so the week is booked without it."""
    jours = [
        jour
        for jour, prevu in prevus(lundi, lundi + timedelta(days=6), ADOS).items()
        if prevu.moments
    ]
    (une,) = blocs([creneau(jour, Moment.JOURNEE) for jour in jours], lambda _jour: Unite.SEMAINE)
    assert (une.cle, len(une.jours), une.fin) == (cle, 4, fin)
    assert juger(une).possible


def test_a_week_that_holds_its_public_holiday_is_refused_whole():
    """A créneau that an agent has made by hand on 25 December, open."""
    assert juger(semaine(date(2026, 12, 21))).phrase == "Fermé : Noël, jour férié."


@pytest.mark.parametrize(
    ("delai", "jour", "dernier"),
    [
        (Delai(7), date(2026, 12, 9), date(2026, 12, 2)),
        (Delai(0), date(2026, 12, 9), date(2026, 12, 9)),
        (Delai(7), date(2027, 1, 6), date(2026, 12, 30)),
        (Delai(7), date(2027, 3, 31), date(2027, 3, 24)),  # the clock changes in between
        (Delai(7), date(2028, 3, 1), date(2028, 2, 23)),  # over 29 February
        # Working days: Monday to Friday, public holidays left out; a bridge or holidays from school
        # are worked.
        (Delai(2, GenreDeDelai.OUVRES), date(2026, 12, 9), date(2026, 12, 7)),
        (Delai(3, GenreDeDelai.OUVRES), date(2026, 12, 9), date(2026, 12, 4)),
        (Delai(7, GenreDeDelai.OUVRES), date(2026, 12, 9), date(2026, 11, 30)),
        (Delai(2, GenreDeDelai.OUVRES), date(2026, 11, 12), date(2026, 11, 9)),  # over 11 November
        # over Christmas and its week-end
        (Delai(3, GenreDeDelai.OUVRES), date(2026, 12, 28), date(2026, 12, 22)),
        # over Easter and the clock change
        (Delai(2, GenreDeDelai.OUVRES), date(2027, 3, 31), date(2027, 3, 26)),
        # the bridge is worked, Ascension is not
        (Delai(2, GenreDeDelai.OUVRES), date(2027, 5, 10), date(2027, 5, 5)),
        (Delai(0, GenreDeDelai.OUVRES), date(2026, 11, 11), date(2026, 11, 11)),
        (Delai(1, GenreDeDelai.OUVRES), date(2027, 1, 4), date(2026, 12, 31)),
        # Days of school: neither Wednesdays, nor holidays, nor a bridge, nor a public holiday.
        (Delai(1, GenreDeDelai.ECOLE), date(2026, 12, 10), date(2026, 12, 8)),
        (Delai(1, GenreDeDelai.ECOLE), date(2026, 12, 14), date(2026, 12, 11)),
        (Delai(2, GenreDeDelai.ECOLE), date(2026, 12, 10), date(2026, 12, 7)),
        (Delai(1, GenreDeDelai.ECOLE), date(2027, 1, 4), date(2026, 12, 18)),  # over Christmas
        (Delai(1, GenreDeDelai.ECOLE), date(2026, 11, 12), date(2026, 11, 10)),  # 11 November
        (Delai(1, GenreDeDelai.ECOLE), date(2027, 5, 10), date(2027, 5, 4)),  # Ascension, bridge
        (Delai(1, GenreDeDelai.ECOLE), date(2027, 9, 2), date(2027, 7, 2)),  # over a summer
        (Delai(0, GenreDeDelai.ECOLE), date(2026, 12, 10), date(2026, 12, 10)),
        # Thursday of the week before, be it a public holiday
        (Delai(1, GenreDeDelai.SEMAINE, jour=3), date(2026, 12, 14), date(2026, 12, 10)),
        (Delai(1, GenreDeDelai.SEMAINE, jour=3), date(2026, 12, 18), date(2026, 12, 10)),
        (Delai(1, GenreDeDelai.SEMAINE, jour=3), date(2027, 5, 10), date(2027, 5, 6)),
        (Delai(2, GenreDeDelai.SEMAINE, jour=0), date(2027, 1, 5), date(2026, 12, 21)),
    ],
)
def test_the_last_day_of_a_deadline(delai, jour, dernier):
    assert delai.dernier_jour(jour, calendrier()) == dernier


@pytest.mark.parametrize(
    ("jour", "utc"),
    [
        (date(2027, 3, 27), "2027-03-27T22:59:59.999999+00:00"),  # the eve of the change: UTC+1
        # a day of 23 hours: UTC+2 in the evening
        (date(2027, 3, 28), "2027-03-28T21:59:59.999999+00:00"),
        (date(2027, 10, 31), "2027-10-31T22:59:59.999999+00:00"),  # a day of 25 hours
    ],
)
def test_the_end_of_a_day_is_that_of_paris(jour, utc):
    assert Delai(0).limite(jour, calendrier()) == datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    ("heure", "jour", "utc"),
    [
        (time(9), date(2026, 12, 9), "2026-12-09T08:00:00+00:00"),
        (time(8, 30), date(2027, 6, 9), "2027-06-09T06:30:00+00:00"),
        (time(2, 30), date(2027, 3, 28), "2027-03-28T01:30:00+00:00"),  # skipped: 3:30 by clocks
        (time(2, 30), date(2027, 10, 31), "2027-10-31T00:30:00+00:00"),  # the first of two
    ],
)
def test_an_hour_is_that_of_clocks_in_paris(heure, jour, utc):
    limite = Delai(0, heure=heure).limite(jour, calendrier())
    assert limite.astimezone(UTC) == datetime.fromisoformat(utc)
    assert limite.tzinfo == PARIS


def test_wednesday_counts_where_schools_open_on_it():
    cinq_matins = replace(calendrier(), jours_de_classe=frozenset(range(5)))
    veille = Delai(1, GenreDeDelai.ECOLE, time(9))
    assert veille.dernier_jour(date(2026, 12, 10), cinq_matins) == date(2026, 12, 9)
    assert veille.dernier_jour(date(2026, 12, 10), calendrier()) == date(2026, 12, 8)


@pytest.mark.parametrize(
    ("delai", "dit"),
    [
        (Delai(7), "jusqu’à 7 jours avant, à minuit"),
        (Delai(1, heure=time(9)), "jusqu’à 1 jour avant, à 9 h"),
        (Delai(0, heure=time(8, 30)), "jusqu’au matin même, à 8 h 30"),
        (Delai(0, heure=time(14)), "jusqu’au jour même, à 14 h"),
        (Delai(0), "jusqu’au jour même, à minuit"),
        (Delai(2, GenreDeDelai.ECOLE, time(9)), "jusqu’à 2 jours d’école avant, à 9 h"),
        (
            Delai(2, GenreDeDelai.SEMAINE, time(12), jour=4),
            "jusqu’au vendredi 2 semaines avant, à 12 h",
        ),
    ],
)
def test_the_rule_says_its_hour(delai, dit):
    assert jusqu_a(delai).replace("\xa0", " ") == dit


@given(
    st.sampled_from(JOURS),
    st.integers(0, JOURS_D_ECOLE_MAX),
    st.sampled_from(GenreDeDelai),
    st.integers(0, 6),
)
def test_no_limit_is_farther_than_it_says_nor_after_its_day(jour, nombre, genre, quel_jour):
    delai = Delai(max(nombre, genre == GenreDeDelai.SEMAINE), genre, jour=quel_jour)
    recul = (jour - delai.dernier_jour(jour, calendrier())).days
    assert 0 <= recul <= delai.recul_max


@given(
    st.sampled_from(JOURS[:-1]),
    st.integers(0, 10),
    st.sampled_from(GenreDeDelai),
    st.integers(0, 6),
)
def test_a_later_day_is_never_closed_before_an_earlier_one(jour, nombre, genre, quel_jour):
    delai = Delai(max(nombre, genre == GenreDeDelai.SEMAINE), genre, time(9), jour=quel_jour)
    lendemain = jour + timedelta(days=1)
    assert delai.limite(jour, calendrier()) <= delai.limite(lendemain, calendrier())


def test_the_deadline_of_a_week_is_that_of_its_first_day():
    une = semaine(date(2026, 12, 14))
    assert juger(une, datetime(2026, 12, 7, 23, 59, 59, tzinfo=PARIS)).possible
    assert juger(une, datetime(2026, 12, 8, tzinfo=PARIS)).motif == Motif.TROP_TARD


def test_without_any_row_every_day_is_school_term():
    vide = Calendrier()
    assert vide.nature(date(2026, 12, 25)) == Nature.SCOLAIRE
    assert vide.ferme_pour(date(2026, 12, 25)) is None
    assert not vide.en_vacances(date(2026, 12, 25))
