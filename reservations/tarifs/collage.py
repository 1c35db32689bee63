"""A grid pasted from a spreadsheet: a line a bracket, cells parted by tabs or semicolons.

Quotient      Prix     Prix à l’extérieur
0 à 600       3,20     4,00
601 à 900     5,60     7,00
plus de 900   8,00     10,00
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from famille.socle.dire import compte
from famille.socle.saisie.collage import FauteDeCellule, cellules
from reservations.regles.tarifs import Tranche

LIGNES_MAX, COLONNES = 60, ("quotient", "prix", "prix à l’extérieur")
# the last bracket, which has no upper end
SANS_FIN = re.compile(r"plus de|au[- ]del|et plus|sup[ée]rieur|>|^$", re.IGNORECASE)
_NOMBRE = re.compile(r"\d[\d\s\u00a0\u202f]*(?:[.,]\d+)?")


@dataclass(frozen=True)
class GrilleLue:
    tranches: tuple[Tranche, ...]
    fautes: tuple[FauteDeCellule, ...]


def lire_la_grille(texte: str) -> GrilleLue:
    """Every fault is told, not the first alone; a first line of titles is passed over."""
    tranches: list[Tranche] = []
    fautes: list[FauteDeCellule] = []
    for numero, ligne in enumerate(texte.splitlines(), start=1):
        if not ligne.strip():
            continue
        lues = cellules(ligne)
        if numero == 1 and not any(_NOMBRE.search(un) for un in lues):
            continue
        if len(tranches) + len(fautes) >= LIGNES_MAX:
            fautes.append(FauteDeCellule(numero, COLONNES[0], "", "trop de lignes : 60 au plus"))
            break
        tranche, siennes = _tranche(numero, lues)
        fautes += siennes
        if tranche:
            tranches.append(tranche)
    return GrilleLue(tuple(tranches), tuple(fautes))


def _tranche(numero: int, lues: list[str]) -> tuple[Tranche | None, list[FauteDeCellule]]:
    if not 2 <= len(lues) <= len(COLONNES):
        raison = (
            f"{compte(len(lues), 'case')} : il en faut deux ou trois, séparées par une"
            " tabulation ou « ; »"
        )
        return None, [FauteDeCellule(numero, "ligne", " ; ".join(lues)[:60], raison)]
    prix_lus: list[Decimal | None] = []
    fautes = []
    for nom, cellule in zip(COLONNES, lues, strict=False):
        try:
            prix_lus.append(_jusqua(cellule) if nom == COLONNES[0] else _prix(cellule, nom))
        except ValueError as erreur:
            fautes.append(FauteDeCellule(numero, nom, cellule[:60], str(erreur)))
    if fautes:
        return None, fautes
    jusqua, prix, dehors = (*prix_lus, None)[:3]
    assert prix is not None, "_prix refuses an empty one"
    return Tranche(jusqua, prix, dehors), []


def _jusqua(cellule: str) -> Decimal | None:
    """The upper end: of "601 à 900", 900. ValueError: no number is there."""
    if SANS_FIN.search(cellule):
        return None
    return _nombre(cellule)


def _prix(cellule: str, nom: str) -> Decimal | None:
    if not cellule and nom == COLONNES[2]:
        return None
    prix = _nombre(cellule)
    if prix != prix.quantize(Decimal("0.01")):
        raise ValueError("deux décimales au plus")
    return prix


def _nombre(cellule: str) -> Decimal:
    trouves = _NOMBRE.findall(cellule)
    if not trouves or "-" in cellule.partition(trouves[0])[0]:
        raise ValueError("un nombre est attendu")
    try:
        lu = Decimal(re.sub(r"[\s\u00a0\u202f]", "", trouves[-1]).replace(",", "."))
    except InvalidOperation as erreur:
        raise ValueError("un nombre est attendu") from erreur
    if lu >= Decimal(100_000):
        raise ValueError("ce nombre est trop grand")
    return lu
