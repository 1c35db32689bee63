"""A file of counts, CSV or XLSX: its columns, in any order and any case, its lines, how much of
them is read, and the template that shows it."""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import IO, Any

from famille.socle.dire import en_poids
from famille.socle.erreurs import Refus
from famille.socle.saisie.tableaux_lus import (
    ILLISIBLE,
    Bornes,
    LigneBrute,
    du_texte,
    feuilles,
    sorte_de,
)
from famille.socle.tableaux import TABLEAUX
from famille.socle.texte import normaliser

NOM, PRENOM, NAISSANCE, ECOLE = "nom", "prenom", "naissance", "ecole"
ACTIVITE, JOUR, QUANTITE, PRESENCE = "activite", "jour", "quantite", "presence"
ENTETES = {
    NOM: "Nom",
    PRENOM: "Prénom",
    NAISSANCE: "Date de naissance",
    ECOLE: "École",
    ACTIVITE: "Activité",
    JOUR: "Date",
    QUANTITE: "Quantité",
    PRESENCE: "Présence",
}
FACULTATIVES = {ECOLE, PRESENCE}
_AUTRES_NOMS = {
    "naissance": NAISSANCE,
    "nee le": NAISSANCE,
    "ne e le": NAISSANCE,
    "jour": JOUR,
    "nombre": QUANTITE,
}
_PAR_NOM = {normaliser(titre): colonne for colonne, titre in ENTETES.items()} | _AUTRES_NOMS
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


def lire_entetes(cellules: Sequence) -> tuple[dict[str, int], list[str]]:
    """({column: its rank}, headings that are not known). Refus: one is missing, or there twice."""
    rangs: dict[str, int] = {}
    inconnues = []
    for rang, cellule in enumerate(cellules):
        titre = cellule if isinstance(cellule, str) else ""
        colonne = _PAR_NOM.get(normaliser(titre))
        if colonne in rangs:
            raise Refus(
                f"La colonne « {ENTETES[colonne]} » est là deux fois : gardez-en une, puis"
                " recommencez."
            )
        if colonne:
            rangs[colonne] = rang
        elif titre:
            inconnues.append(titre[:40])
    manquantes = [ENTETES[une] for une in ENTETES if une not in rangs and une not in FACULTATIVES]
    if manquantes:
        raise Refus(
            f"La première ligne doit nommer les colonnes, et il manque : {', '.join(manquantes)}."
            " Repartez du modèle, ou ajoutez-les, puis déposez le fichier de nouveau."
        )
    return rangs, inconnues


def ecrire_modele(fichier: IO[bytes], sorte: str, activite: str, jour: date) -> None:
    """The template, with one example line; `sorte`: a key of TABLEAUX."""
    tableau: Any = TABLEAUX[sorte](fichier, list(ENTETES.values()))
    exemple = date(jour.year - 7, 3, 14)
    tableau.ajouter(["Exemple", "Camille", exemple, "École Jean-Zay", activite, jour, 1, "Présent"])
    tableau.finir()
