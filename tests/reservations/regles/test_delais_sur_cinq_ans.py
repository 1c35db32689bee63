"""Deadlines over five school years and the three zones, with the real holidays: what is shown is
enforced, what is counted is what the calendar says, and no zone changes what does not count school.

The days of school are counted here from the published rows, not by the rules.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vacances_scolaires_france import SchoolHolidayDates

from reservations.regles.calendrier import QUATRE_JOURS, GenreDeDelai
from reservations.regles.feries import jours_feries
from reservations.regles.juge import (
    PARIS,
    Calendrier,
    Delai,
    Periode,
    verdict,
    verdict_annulation,
)
from tests.reservations.cas import bloc, faits
from tests.reservations.regles.test_proprietes import SECONDE, trop_tard_dit

ZONES = ("A", "B", "C")
PREMIER, DERNIER = date(2023, 9, 4), date(2028, 6, 30)  # five school years
UN_JOUR = timedelta(days=1)
JOURS = [PREMIER + timedelta(days=n) for n in range((DERNIER - PREMIER).days)]


@cache
def sans_classe(zone: str) -> dict[date, str]:
    """Each day of holidays or of a bridge of this zone, as the ministry has published it."""
    lues = SchoolHolidayDates()
    return {
        jour: lu["nom_vacances"]
        for jour, lu in sorted(lues.data.items())
        if jour >= date(2023, 4, 1) and lu[lues.zone_key(zone)]
    }


@cache
def feries() -> dict[date, str]:
    return {jour: nom for an in range(2023, 2030) for jour, nom in jours_feries(an).items()}


@cache
def calendrier(zone: str) -> Calendrier:
    periodes = []
    jours = sans_classe(zone).items()
    suites = groupby(enumerate(jours), lambda un: (un[1][0].toordinal() - un[0], un[1][1]))
    for (_depart, nom), lot in suites:
        suite = [jour for _rang, (jour, _nom) in lot]
        periodes.append(Periode(nom, suite[0], suite[-1], pont=nom.startswith("Pont")))
    return Calendrier(tuple(periodes), feries())


def compte_t_il(genre: GenreDeDelai, zone: str, jour: date) -> bool:
    if jour in feries():
        return False
    if genre == GenreDeDelai.OUVRES:
        return jour.weekday() < 5
    return jour.weekday() in QUATRE_JOURS and jour not in sans_classe(zone)


DELAIS = st.one_of(
    st.builds(
        Delai,
        st.integers(0, 15),
        st.sampled_from([GenreDeDelai.JOURS, GenreDeDelai.OUVRES, GenreDeDelai.ECOLE]),
        st.none() | st.sampled_from([time(2, 30), time(8, 30), time(9), time(12)]),
    ),
    st.builds(
        Delai,
        st.integers(1, 3),
        st.just(GenreDeDelai.SEMAINE),
        st.none() | st.just(time(12)),
        st.integers(0, 6),
    ),
)
# around the days when clocks change, as often as on any other
DES_HORLOGES = [
    jour
    for jour in JOURS
    if jour.month in (3, 10) and jour.weekday() == 6 and (jour + timedelta(days=7)).day <= 7
]
UN_JOUR_DIT = st.one_of(
    st.sampled_from(JOURS),
    st.builds(
        lambda jour, n: jour + timedelta(days=n), st.sampled_from(DES_HORLOGES), st.integers(-1, 9)
    ),
)


def test_five_years_of_three_zones_are_published():
    assert len(DES_HORLOGES) == 10
    for zone in ZONES:
        annees = {jour.year for jour in sans_classe(zone)}
        assert annees >= set(range(2023, 2029)), zone
    assert sans_classe("A") != sans_classe("B") != sans_classe("C")


@settings(max_examples=250)
@given(zone=st.sampled_from(ZONES), delai=DELAIS, jour=UN_JOUR_DIT, annuler=st.booleans())
def test_shown_is_enforced_to_the_second_in_every_zone(zone, delai, jour, annuler):
    base = faits(
        calendrier=calendrier(zone),
        inscriptions=((PREMIER - timedelta(days=200), None),),
        ouvertures=((PREMIER, DERNIER + timedelta(days=60), datetime(2022, 1, 1, tzinfo=PARIS)),),
        fiche_jusqu_au=date(2030, 1, 1),
        assurance_jusqu_au=date(2030, 1, 1),
        delai_reservation=delai,
        delai_annulation=delai,
    )
    if base.calendrier.ferme_pour(jour) and not annuler:
        return
    un = bloc(jour)
    juger = verdict_annulation if annuler else verdict
    les_faits = replace(base, reserves=frozenset(un.pks)) if annuler else base
    tot = datetime.combine(jour - timedelta(days=150), time(12), tzinfo=PARIS)
    fin = trop_tard_dit(juger(un, les_faits, maintenant=tot).phrase, tot)
    assert juger(un, les_faits, maintenant=fin - SECONDE).possible
    assert not juger(un, les_faits, maintenant=fin).possible


@settings(max_examples=300)
@given(
    zone=st.sampled_from(ZONES),
    jour=UN_JOUR_DIT,
    combien=st.integers(1, 15),
    genre=st.sampled_from([GenreDeDelai.OUVRES, GenreDeDelai.ECOLE]),
)
def test_what_is_counted_back_is_what_the_rows_say(zone, jour, combien, genre):
    delai = Delai(combien, genre)
    dernier = delai.dernier_jour(jour, calendrier(zone))
    entre = [dernier + timedelta(days=n) for n in range((jour - dernier).days)]
    assert compte_t_il(genre, zone, dernier)
    assert sum(compte_t_il(genre, zone, un) for un in entre) == combien
    assert (jour - dernier).days <= delai.recul_max


@settings(max_examples=150)
@given(zone=st.sampled_from(ZONES), delai=DELAIS, jour=UN_JOUR_DIT, plus=st.integers(0, 40))
def test_a_later_day_never_has_an_earlier_limit(zone, delai, jour, plus):
    autre = jour + timedelta(days=plus)
    la = calendrier(zone)
    assert delai.limite(autre, la) >= delai.limite(jour, la)
    assert delai.limite(jour, la).astimezone(PARIS).date() <= jour


@settings(max_examples=100)
@given(delai=DELAIS, jour=UN_JOUR_DIT)
def test_a_zone_changes_only_what_counts_days_of_school(delai, jour):
    limites = {delai.limite(jour, calendrier(zone)) for zone in ZONES}
    if delai.genre != GenreDeDelai.ECOLE:
        assert len(limites) == 1


@settings(max_examples=100)
@given(zone=st.sampled_from(ZONES), delai=DELAIS, jour=UN_JOUR_DIT)
def test_the_hour_is_that_of_the_clock_on_the_wall(zone, delai, jour):
    limite = delai.limite(jour, calendrier(zone)).astimezone(PARIS)
    if delai.heure is None:
        assert limite.time() == time.max
        return
    sautee = datetime.combine(limite.date(), delai.heure, tzinfo=PARIS)
    existe = sautee.astimezone(UTC).astimezone(PARIS).time() == delai.heure
    assert (limite.time() == delai.heure) is existe


@pytest.mark.parametrize(
    ("zone", "attendu"),
    # the first Monday after the winter holidays of 2027: nine in the morning of the last day of
    # school before them
    [("A", "2027-02-12"), ("B", "2027-02-19"), ("C", "2027-02-05")],
)
def test_the_day_of_school_before_is_across_the_holidays_of_the_zone(zone, attendu):
    reprise = next(
        jour
        for jour in JOURS
        if jour > date(2027, 2, 1)
        and compte_t_il(GenreDeDelai.ECOLE, zone, jour)
        and (jour - UN_JOUR) in sans_classe(zone)
    )
    delai = Delai(1, GenreDeDelai.ECOLE, time(9))
    assert delai.dernier_jour(reprise, calendrier(zone)) == date.fromisoformat(attendu)
