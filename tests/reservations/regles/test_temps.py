"""The time spent at a garderie, by half-hour or hour begun: one table, and what always holds."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reservations.regles.accueil.passages import Porte
from reservations.regles.accueil.temps import (
    PAS,
    dire_le_temps,
    plages_de,
    temps_passe,
    unites_entieres,
)
from reservations.regles.blocs import Moment, UniteComptee
from reservations.regles.calendrier import PARIS

JEUDI = date(2026, 11, 5)
SOIR = (time(16, 30), time(18, 30))


def le(texte, jour=JEUDI):
    return datetime.combine(jour, time.fromisoformat(texte), PARIS) if texte else None


@pytest.mark.parametrize(
    ("arrivee", "depart", "demi_heures", "heures"),
    [
        ("", "", 4, 2),  # nobody noted any hour: the whole part
        ("16:30", "16:31", 1, 1),
        ("16:30", "17:00", 1, 1),
        ("16:30", "17:00:59", 1, 1),  # whole minutes
        ("16:30", "17:01", 2, 1),
        ("16:45", "17:16", 2, 1),  # from the arrival, not by the clock's half-hours
        ("16:30", "17:31", 3, 2),
        ("16:20", "17:00", 1, 1),  # before the hours: free
        ("16:30", "19:10", 4, 2),  # after them: a late pick-up, not more time
        ("17:40", "", 2, 1),  # nobody noted the departure
        ("", "17:40", 3, 2),  # nor the arrival
        ("16:30", "16:30", 1, 1),  # who came owes one
        ("19:00", "19:10", 1, 1),
        ("17:40", "17:10", 1, 1),  # an hour typed wrong is never below
    ],
)
def test_each_half_hour_or_hour_begun_is_due(arrivee, depart, demi_heures, heures):
    porte = Porte(arrivee=le(arrivee), depart=le(depart))
    for unite, attendu in ((UniteComptee.DEMI_HEURE, demi_heures), (UniteComptee.HEURE, heures)):
        assert temps_passe(PAS[unite], SOIR, porte, JEUDI).unites == attendu


def test_a_part_whose_hours_are_not_known_is_one_unit():
    assert unites_entieres(30, None) == 1
    assert temps_passe(30, None, Porte(arrivee=le("16:30")), JEUDI).unites == 1


def test_an_hour_of_another_day_counts_from_or_to_the_end_of_the_part():
    veille = Porte(arrivee=le("17:00", JEUDI - timedelta(days=1)), depart=le("17:00"))
    assert temps_passe(30, SOIR, veille, JEUDI).unites == 1
    lendemain = Porte(arrivee=le("17:00"), depart=le("8:00".zfill(5), JEUDI + timedelta(days=1)))
    assert temps_passe(30, SOIR, lendemain, JEUDI).unites == 3


def test_it_says_the_hours_that_make_it():
    temps = temps_passe(30, SOIR, Porte(le("16:20"), le("17:40")), JEUDI)
    dit = dire_le_temps(UniteComptee.DEMI_HEURE, [("garderie du soir", temps)])
    assert dit.replace("\xa0", " ") == (
        "Temps passé : garderie du soir de 16 h 30 à 17 h 40. Toute demi-heure commencée est due."
    )
    sans = temps_passe(30, SOIR, None, JEUDI)
    assert "heures non notées : créneau entier" in sans.dit.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("heures", "moment", "plage"),
    [
        (("07:30", "08:30", "16:30", "18:30"), Moment.MATIN, ("07:30", "08:30")),
        (("07:30", "08:30", "16:30", "18:30"), Moment.APRES_MIDI, ("16:30", "18:30")),
        (("07:30", "12:00", "", "18:30"), Moment.APRES_MIDI, ("12:00", "18:30")),
        (("07:30", "12:00", "", "18:30"), Moment.JOURNEE, ("07:30", "18:30")),
        (("07:30", "", "", "18:30"), Moment.MATIN, None),
        (("", "", "", ""), Moment.JOURNEE, None),
    ],
)
def test_the_hours_of_a_part_are_those_of_the_activity(heures, moment, plage):
    ouvre, midi, reprend, ferme = (time.fromisoformat(h) if h else None for h in heures)
    attendues = [tuple(time.fromisoformat(h) for h in plage)] if plage else []
    assert plages_de(ouvre, midi, reprend, ferme, [moment]) == attendues


MINUTES = st.none() | st.integers(0, 24 * 60 - 1)


def porte_de(arrivee, depart):
    minuit = le("00:00")
    heures = [None if m is None else minuit + timedelta(minutes=m) for m in (arrivee, depart)]
    return Porte(*heures)


@settings(max_examples=150)
@given(arrivee=MINUTES, depart=MINUTES, plus=st.integers(0, 300), pas=st.sampled_from([30, 60]))
def test_never_less_than_one_never_more_than_the_part_and_more_time_is_never_cheaper(
    arrivee, depart, plus, pas
):
    fait = temps_passe(pas, SOIR, porte_de(arrivee, depart), JEUDI).unites
    assert 1 <= fait <= unites_entieres(pas, SOIR)
    if depart is not None and depart + plus < 24 * 60:
        plus_tard = temps_passe(pas, SOIR, porte_de(arrivee, depart + plus), JEUDI).unites
        assert plus_tard >= fait
