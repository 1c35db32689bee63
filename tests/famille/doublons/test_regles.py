"""What makes two files look like one person's (famille.regles.doublons)."""

from datetime import date

import pytest

from famille.regles.doublons import Identite, comparer

LE_JOUR = date(2018, 3, 14)
CHEZ_EUX = {
    "courriels": frozenset({"camille@exemple.fr"}),
    "telephones": frozenset({"0639980001"}),
    "adresses": frozenset({"12 rue bourdillon 36000"}),
}


@pytest.mark.parametrize(
    ("prenom", "nom"),
    [
        ("Léa", "Martin"),
        ("LEA", "MARTIN"),
        ("Lea", "Martin-Dupont"),
        ("Martin", "Léa"),  # each in the other's place
    ],
)
def test_a_child_born_that_day_is_known_however_his_name_is_typed(prenom, nom):
    trouve = comparer(Identite("Léa", "Martin", LE_JOUR), Identite(prenom, nom, LE_JOUR))
    assert trouve is not None
    assert trouve.preuves == ("naissance",)


@pytest.mark.parametrize(
    ("prenom", "nom", "naissance"),
    [
        ("Léo", "Martin", LE_JOUR),  # a twin
        ("Hugo", "Martin", LE_JOUR),
        ("Léa", "Bernard", LE_JOUR),  # a namesake born that day, of another home
        ("Léa", "Martin", date(2018, 4, 14)),  # near, and nothing else in common
        ("Léa", "Martin", date(2012, 3, 14)),
    ],
)
def test_another_child_is_not_taken_for_him(prenom, nom, naissance):
    assert comparer(Identite("Léa", "Martin", LE_JOUR), Identite(prenom, nom, naissance)) is None


def test_twins_of_one_home_are_two_children():
    une = Identite("Léa", "Martin", LE_JOUR, **CHEZ_EUX)
    assert comparer(une, Identite("Léo", "Martin", LE_JOUR, **CHEZ_EUX)) is None


def test_a_child_with_the_other_parent_s_name_is_known_by_his_home():
    une = Identite("Léa", "Martin", LE_JOUR, **CHEZ_EUX)
    autre = Identite("Lea", "Bernard", LE_JOUR, telephones=CHEZ_EUX["telephones"])
    trouve = comparer(une, autre)
    assert trouve is not None
    assert trouve.preuves == ("naissance", "telephone")


def test_a_slip_of_the_pen_in_the_date_is_seen_in_one_home():
    une = Identite("Léa", "Martin", date(2018, 3, 4), **CHEZ_EUX)
    trouve = comparer(une, Identite("Léa", "Martin", date(2018, 4, 3), **CHEZ_EUX))
    assert trouve is not None
    assert "naissance_proche" in trouve.preuves


def test_two_adults_of_one_name_are_namesakes_until_something_else_is_the_same():
    assert comparer(Identite("Camille", "Martin"), Identite("Camille", "Martin")) is None
    trouve = comparer(
        Identite("Camille", "Martin", **CHEZ_EUX), Identite("Camile", "Martin", **CHEZ_EUX)
    )
    assert trouve is not None
    assert trouve.dite == [
        "nom semblable à 96 %",
        "même adresse e-mail",
        "même téléphone",
        "même adresse",
    ]


def test_two_parents_of_one_home_are_two_persons():
    assert (
        comparer(Identite("Camille", "Martin", **CHEZ_EUX), Identite("Nadia", "Martin", **CHEZ_EUX))
        is None
    )


def test_the_likeliest_comes_first():
    une = Identite("Léa", "Martin", LE_JOUR, **CHEZ_EUX)
    forte = comparer(une, Identite("Léa", "Martin", LE_JOUR, **CHEZ_EUX))
    faible = comparer(une, Identite("Lea", "Martins", LE_JOUR))
    assert forte.poids > faible.poids
