"""Cells of a table pasted from a spreadsheet, and what is wrong with one."""

import csv
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class FauteDeCellule:
    """`ligne`: from 1; `colonne`: its name; `lu`: what stands there."""

    ligne: int
    colonne: str
    lu: str
    raison: str


def cellules(ligne: str) -> list[str]:
    """Of one line, parted by tabs or semicolons.

    >>> cellules("0 à 600 ; 3,20")
    ['0 à 600', '3,20']
    """
    return [un.strip() for un in re.split(r"\t|;", ligne)]


def lignes_de_cellules(texte: str) -> list[list[str]]:
    """Of a whole table, whose cells may hold several lines, between quotes as spreadsheets write
    them. Parted by tabs where there is one, else by semicolons; empty lines are left out.

    >>> lignes_de_cellules('a\\t"b\\nc"\\n\\nd\\te')
    [['a', 'b\\nc'], ['d', 'e']]
    """
    separateur = "\t" if "\t" in texte else ";"
    lues = csv.reader(texte.splitlines(keepends=True), delimiter=separateur)
    lignes = ([cellule.strip() for cellule in ligne] for ligne in lues)
    return [ligne for ligne in lignes if any(ligne)]
