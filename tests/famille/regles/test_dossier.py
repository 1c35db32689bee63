"""What a child's file must hold (G7): one rule, without a database."""

from datetime import date

import pytest

from famille.regles.dossier import (
    SANS_FIN,
    Besoin,
    Etat,
    Faits,
    Piece,
    Point,
    chose_a_faire,
    dire,
    juger,
    jusqu_ou,
    palier_du,
)

JOUR = date(2026, 11, 25)
ETE = date(2027, 8, 31)
AGES = {Piece.VACCINS: 3, Piece.AUTORISATIONS: 0}
TOUT = Besoin(inscrit=ETE, fiche=ETE, assurance=ETE)


def test_a_child_who_is_registered_nowhere_owes_nothing():
    assert jusqu_ou(Besoin(), AGES, 8) == {}


@pytest.mark.parametrize(("age", "vaccins"), [(2, False), (3, True)])
def test_an_age_decides_from_when_a_piece_is_wanted(age, vaccins):
    assert (Piece.VACCINS in jusqu_ou(TOUT, AGES, age)) is vaccins


def test_a_piece_without_an_age_is_never_wanted():
    assert Piece.VACCINS not in jusqu_ou(TOUT, {Piece.VACCINS: None}, 8)


def test_an_activity_without_insurance_does_not_ask_it():
    assert set(jusqu_ou(Besoin(inscrit=ETE, fiche=ETE), {}, 8)) == {Piece.FICHE}


@pytest.mark.parametrize(
    ("jusqu_au", "etat"),
    [
        (None, Etat.MANQUE),
        (date(2026, 11, 24), Etat.FINIE),
        (JOUR, Etat.FINIT),  # the last day is a good one
        (date(2026, 12, 25), Etat.FINIT),
        (date(2026, 12, 26), Etat.VALABLE),
        (SANS_FIN, Etat.VALABLE),
    ],
)
def test_the_state_of_an_insurance_within_30_days(jusqu_au, etat):
    [point] = juger(Faits(assurance=jusqu_au), {Piece.ASSURANCE: ETE}, jour=JOUR, horizon=30)
    assert point.etat == etat


def test_a_piece_that_lasts_as_long_as_the_registration_is_not_to_be_renewed():
    jour = date(2027, 8, 20)
    [point] = juger(Faits(fiche=ETE), {Piece.FICHE: ETE}, jour=jour, horizon=30)
    assert point.etat == Etat.VALABLE
    [point] = juger(Faits(fiche=ETE), {Piece.FICHE: date(2028, 8, 31)}, jour=jour, horizon=30)
    assert point.etat == Etat.FINIT


def test_the_sentence_of_a_child_says_all_that_is_wanted():
    points = [
        Point(Piece.FICHE, Etat.VALABLE, ETE),
        Point(Piece.ASSURANCE, Etat.FINIT, date(2026, 11, 30)),
        Point(Piece.VACCINS, Etat.MANQUE),
        Point(Piece.AUTORISATIONS, Etat.MANQUE),
    ]
    assert (
        chose_a_faire("Léa", points)
        == "Dossier de Léa : l’assurance extrascolaire finit le 30 novembre 2026, le carnet de"
        " vaccination manque et des autorisations attendent votre réponse."
    )
    assert chose_a_faire("Léa", points[:1]) == ""


def test_what_has_ended_and_what_is_good_are_said_too():
    assert (
        dire(Point(Piece.FICHE, Etat.FINIE, date(2026, 8, 31)))
        == "la fiche sanitaire n’est plus valable depuis le 1er septembre 2026"
    )
    assert (
        dire(Point(Piece.FICHE, Etat.VALABLE, ETE))
        == "la fiche sanitaire est valable jusqu’au 31 août 2027"
    )
    assert (
        dire(Point(Piece.VACCINS, Etat.VALABLE, SANS_FIN)) == "le carnet de vaccination est valable"
    )


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (date(2026, 10, 30), None),
        (date(2026, 10, 31), 30),
        (date(2026, 11, 22), 30),
        (date(2026, 11, 23), 7),
        (date(2026, 11, 30), 7),
        (date(2026, 12, 1), None),
    ],
)
def test_the_step_due(jour, attendu):
    assert palier_du(date(2026, 11, 30), jour, [30, 7]) == attendu
