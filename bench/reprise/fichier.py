"""The export of a town that moves: a ZIP of tables, as another software writes it. Each household
has two adults, two children (now and then twins, or a child of two homes), a quotient, a balance,
health for one child in five, a mandate for one household in three, an address that is told badly
once in fifty."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

_NOMS = ("Lefèvre", "Moreau", "Girard", "Dupré", "Noël", "Le Gall", "Ferreira", "N’Diaye", "Roux")
_PRENOMS = ("Inès", "Paul", "Jeanne", "Noé", "Zoé", "Anaïs", "Côme", "Léa", "Élodie", "Yanis")
_ECOLES = ("Jean-Racine", "Buffon", "Jules-Ferry", "Les Capucins", "Frontenac")
_GRAINE = 17
type Ligne = list[object]


def ecrire(chemin: Path, familles: int) -> int:
    """The file. How many lines its tables have, titles apart."""
    lignes = 0
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, titres, table in TABLES:
            texte = io.StringIO()
            tableau = csv.writer(texte, delimiter=";")
            tableau.writerow(titres)
            for ligne in table(familles, Random(f"{_GRAINE}{nom}")):
                tableau.writerow(ligne)
                lignes += 1
            archive.writestr(f"{nom}.csv", texte.getvalue().encode("utf-8-sig"))
    return lignes


def _familles(combien: int, hasard: Random) -> Iterator[Ligne]:
    for rang in range(combien):
        code = "36000" if rang % 50 else "trente-six mille"
        yield [rang, hasard.choice(_NOMS), f"{rang} rue Bourdillon", code, "Châteauroux"]


def _adultes(combien: int, hasard: Random) -> Iterator[Ligne]:
    for rang in range(combien):
        for lettre in "ab":
            telephone = f"06 39 98 {rang % 100:02} {hasard.randrange(100):02}"
            courriel = f"{lettre}{rang}@exemple.fr"
            nom = hasard.choice(_NOMS)
            yield [rang, f"{lettre}{rang}", nom, hasard.choice(_PRENOMS), courriel, telephone]


def _enfants(combien: int, hasard: Random) -> Iterator[Ligne]:
    for rang in range(combien):
        naissance = date(2014, 1, 1) + timedelta(days=hasard.randrange(3600))
        for place in range(2):
            ne_le = naissance if rang % 40 == 0 else naissance + timedelta(days=700 * place)
            yield [
                *(rang, f"e{rang}-{place}", hasard.choice(_NOMS), hasard.choice(_PRENOMS)),
                *(f"{ne_le:%d/%m/%Y}", hasard.choice(_ECOLES), "oui"),
            ]
            if rang % 20 == 0 and rang + 1 < combien and not place:
                yield [rang + 1, f"e{rang}-{place}", "", "", "", "", ""]


def _sante(combien: int, _hasard: Random) -> Iterator[Ligne]:
    for rang in range(0, 2 * combien, 5):
        yield [f"e{rang // 2}-{rang % 2}", "sans porc", "arachide", "non"]


def _quotients(combien: int, hasard: Random) -> Iterator[Ligne]:
    for rang in range(combien):
        yield [rang, f"{hasard.randrange(200, 2000)},50", "01/01/2026"]


def _mandats(combien: int, _hasard: Random) -> Iterator[Ligne]:
    for rang in range(0, combien, 3):
        compte = f"{rang:011}"
        yield [rang, f"RUM-{rang}", _iban(compte), "04/09/2023", "05/10/2023"]


def _soldes(combien: int, hasard: Random) -> Iterator[Ligne]:
    for rang in range(combien):
        yield [rang, f"{hasard.randrange(90)},10" if rang % 4 == 0 else "0", "31/10/2026"]


def _iban(compte: str) -> str:
    """A French account that no bank has: the keys are right."""
    banque, guichet = "30006", "00001"
    rib = 97 - (89 * int(banque) + 15 * int(guichet) + 3 * int(compte)) % 97
    bban = f"{banque}{guichet}{compte}{rib:02}"
    return f"FR{98 - int(f'{bban}152700') % 97:02}{bban}"


TABLES: tuple[tuple[str, list[str], Callable[[int, Random], Iterator[Ligne]]], ...] = (
    ("familles", ["Identifiant", "Nom", "Adresse", "Code postal", "Ville"], _familles),
    (
        "adultes",
        ["Famille", "Identifiant", "Nom", "Prénom", "E-mail", "Portable"],
        _adultes,
    ),
    (
        "enfants",
        [
            *("Famille", "Identifiant", "Nom", "Prénom", "Date de naissance", "École"),
            "Droit à l’image",
        ],
        _enfants,
    ),
    ("sante", ["Enfant", "Régime alimentaire", "Allergies", "PAI"], _sante),
    ("quotients", ["Famille", "Quotient", "Date début"], _quotients),
    ("mandats", ["Famille", "RUM", "IBAN", "Date signature", "Premier prélèvement"], _mandats),
    ("soldes", ["Famille", "Reste dû", "Solde arrêté au"], _soldes),
)
