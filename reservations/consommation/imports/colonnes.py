"""The columns of a file of counts: their names, in any order and any case, and the template that
shows them."""

from collections.abc import Sequence
from datetime import date
from typing import IO, Any

from famille.socle.erreurs import Refus
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
    manquantes = [
        titre
        for colonne, titre in ENTETES.items()
        if colonne not in rangs and colonne not in FACULTATIVES
    ]
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
