"""The authors' own evaluation of the families' screens: the 106 criteria of the RGAA 4.1.2, as
data.

`rgaa_4_1_2.csv` (UTF-8, semicolons; statements of the criteria: DINUM, Licence Ouverte 2.0) is what
a town or its auditor takes over: `statut` is C (respected), NC (not respected, or not yet
verified), NA (without object).
"""

import csv
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from famille.socle.dire import en_nombre

FICHIER = Path(__file__).with_name("rgaa_4_1_2.csv")
STATUTS = {"C": "respecté", "NC": "non respecté", "NA": "sans objet"}


class Critere(NamedTuple):
    critere: str  # "10.4"
    thematique: str
    intitule: str
    statut: str  # a key of STATUTS
    constat: str


@cache
def criteres() -> tuple[Critere, ...]:
    with FICHIER.open(encoding="utf-8", newline="") as fichier:
        return tuple(Critere(**ligne) for ligne in csv.DictReader(fichier, delimiter=";"))


def compte() -> Counter:
    """How many criteria of each `statut`."""
    return Counter(un.statut for un in criteres())


def taux() -> Decimal:
    """Per cent of the criteria that apply which are respected, to one decimal."""
    de = compte()
    return (100 * Decimal(de["C"]) / (de["C"] + de["NC"])).quantize(Decimal("0.1"), ROUND_HALF_UP)


def bilan() -> str:
    """One sentence, read from the grid."""
    de, dit = compte(), en_nombre(taux())
    return (
        f"sur {de.total()} critères, {de['C']} sont respectés, {de['NC']} ne le sont pas ou restent"
        f" à confirmer, {de['NA']} sont sans objet, soit {dit} % des critères applicables."
    )


def par_thematique() -> list[tuple[str, list[Critere]]]:
    return [(nom, list(ceux)) for nom, ceux in groupby(criteres(), key=lambda un: un.thematique)]
