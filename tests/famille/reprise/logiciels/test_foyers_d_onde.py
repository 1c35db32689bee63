"""ONDE tells no household: it is made of the adults of one door who share a child."""

import io
import zipfile

import pytest

from famille.models import Foyer
from tests.famille.reprise import essai

pytestmark = pytest.mark.django_db
TITRES_ELEVES = [
    *("Nom élève", "Nom d'usage élève", "Prénom élève", "Date naissance", "Sexe"),
    *("Adresse1", "Cp1", "Commune1", "Pays1", " Cycle", "Niveau", "Libellé classe"),
]
TITRES_ADULTES = [
    *("Civilité Responsable", "Nom usage responsable", "Nom responsable", "Prénom responsable"),
    *("Adresse responsable", "CP responsable", "Commune responsable", "Pays"),
    *("Courriel", "Téléphone domicile", "Téléphone travail", "Téléphone portable"),
    *("Nom d'usage enfant", "Nom de famille enfant", "Prénom enfant", "Classes enfants") * 3,
]
TOUR = "1 tour des Lilas"
ECLUSE = "8 quai de l’Écluse"
ELEVES = {
    "Ana": ("RIVA", "05/01/2018", "CE2"),
    "Bea": ("RIVA", "06/02/2020", "CP"),
    "Cleo": ("NOËL", "07/03/2019", "CE1"),
    "Dora": ("OTT", "08/04/2017", "CM1"),
    "Elio": ("OTT", "09/05/2018", "CE2"),
}
# who, under which name of use, at which door as it was typed, whose parent
ADULTES = [
    # one household by two children: Marc and Lise share Ana, Lise and Hugo share Cleo
    ("RIVA", "Marc", TOUR, "36000", ["Ana", "Bea"]),
    ("NOËL", "Lise", "1, Tour des LILAS", "36000", ["Ana", "Cleo"]),
    ("NOEL", "Hugo", TOUR, "36000", ["Cleo"]),
    # the other parent of a child, elsewhere: a household of its own
    ("SAND", "Rose", ECLUSE, "36000", ["Bea"]),
    # neighbours of one door without a child in common
    ("OTT", "Ida", TOUR, "36000", ["Dora"]),
    # … were it to bear the same name
    ("OTT", "Abel", TOUR, "36000", ["Elio"]),
    # the same street and number in another town
    ("OTT", "Jean", TOUR, "36130", ["Dora"]),
]


def eleve(prenom):
    nom, naissance, classe = ELEVES[prenom]
    return [nom, "", prenom, naissance, "F", TOUR, "36000", "VILLE", "FRANCE", "", "", classe]


def adulte(nom, prenom, voie, code, siens):
    enfants = [
        case for un in siens for case in ("", ELEVES[un][0].replace("Ë", "E"), un, ELEVES[un][2])
    ]
    ligne = ["M.", "", nom, prenom, voie, code, "VILLE", "FRANCE", "", "", "", "", *enfants]
    return ligne + [""] * (len(TITRES_ADULTES) - len(ligne))


def extractions(adultes):
    tables = {
        "eleves": [TITRES_ELEVES, *(eleve(un) for un in ELEVES)],
        "responsables": [TITRES_ADULTES, *(adulte(*un) for un in adultes)],
    }
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w") as archive:
        for nom, lignes in tables.items():
            archive.writestr(f"{nom}/CSVExtraction.csv", essai.csv_de(lignes, codage="cp1252"))
    return octets.getvalue()


def foyers():
    """{who are its adults: who are its children}"""
    return {
        tuple(sorted(foyer.responsables.values_list("prenom", flat=True))): sorted(
            foyer.rattachements.values_list("enfant__prenom", flat=True)
        )
        for foyer in Foyer.objects.all()
    }


ATTENDUS = {
    ("Hugo", "Lise", "Marc"): ["Ana", "Bea", "Cleo"],
    ("Rose",): ["Bea"],
    ("Ida",): ["Dora"],
    ("Abel",): ["Elio"],
    ("Jean",): ["Dora"],
}


@pytest.mark.parametrize("sens", [1, -1])
def test_adults_of_one_door_who_share_a_child_are_one_household(administrateur, sens):
    octets = extractions(ADULTES[::sens])
    reprise = essai.reprendre(octets, "onde.zip", par=administrateur, source="ONDE")
    assert list(reprise.fautes.values_list("raison", flat=True)) == []
    assert foyers() == ATTENDUS


def test_the_same_lists_again_make_no_household_more(administrateur):
    for sens in (1, -1):
        octets = extractions(ADULTES[::sens])
        essai.reprendre(octets, "onde.zip", par=administrateur, source="ONDE")
    assert Foyer.objects.count() == len(ATTENDUS)
    assert foyers() == ATTENDUS
