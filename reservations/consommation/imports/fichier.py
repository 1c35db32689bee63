"""The lines of a file of counts, CSV or XLSX, and how much of them is read."""

import io
from collections.abc import Iterator
from typing import IO

from famille.socle.dire import en_poids
from famille.socle.erreurs import Refus
from famille.socle.saisie.tableaux_lus import (
    FORMULE,
    ILLISIBLE,
    Bornes,
    LigneBrute,
    du_texte,
    feuilles,
    sorte_de,
)

__all__ = ["FORMULE", "LIGNES_MAX", "TAILLE_MAX", "LigneBrute", "lire_lignes"]

TAILLE_MAX = 10 * 1024 * 1024
LIGNES_MAX = 50_000
# lines looked at, empty ones too: a sheet may say that its second line is the five hundred
# millionth
RANGS_MAX = 200_000
BORNES = Bornes(colonnes=20, deplie=60 * 1024 * 1024)
TROP_DE_VIDES = (
    f"Ce fichier compte plus de {RANGS_MAX} lignes, dont des lignes vides\u00a0: copiez celles qui"
    " sont remplies dans une feuille neuve, puis déposez-la."
)
VIDE = "Ce fichier est vide : remplissez le modèle, puis déposez-le de nouveau."


def lire_lignes(fichier: IO[bytes]) -> Iterator[LigneBrute]:
    """(number of the line as a spreadsheet shows it, its cells), blank lines left out. Refus: no
    table, or too big."""
    fichier.seek(0, io.SEEK_END)
    if fichier.tell() > TAILLE_MAX:
        raise Refus(
            f"Ce fichier dépasse {en_poids(TAILLE_MAX)} : importez le mois en plusieurs fichiers."
        )
    lues = (
        _la_premiere_feuille(fichier) if sorte_de(fichier) == "zip" else du_texte(fichier, BORNES)
    )
    lignes = 0
    for rang, (numero, cellules) in enumerate(lues, start=1):
        if rang > RANGS_MAX:
            raise Refus(TROP_DE_VIDES)
        if all(cellule in (None, "") for cellule in cellules):
            continue
        lignes += 1
        if lignes > LIGNES_MAX + 1:
            raise Refus(
                f"Ce fichier dépasse {LIGNES_MAX} lignes : importez le mois en plusieurs fichiers."
            )
        yield numero, cellules
    if not lignes:
        raise Refus(VIDE)


def _la_premiere_feuille(fichier: IO[bytes]) -> Iterator[LigneBrute]:
    for _nom, lignes in feuilles(fichier, BORNES):
        yield from lignes
        return
    raise Refus(ILLISIBLE)
