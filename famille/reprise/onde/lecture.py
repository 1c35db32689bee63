"""What the two CSV of ONDE say. The INE stands in a column that is not read.

Titles vary with the years (accents, plural, "Classe" for "Libellé classe"); the separator and the
encoding too: ONDE's second generation is being tried, and its columns are not known yet.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from famille.reprise import cases
from famille.reprise.declaration import CaseFautive
from famille.reprise.fichiers import tableaux, titres_et_suite
from famille.reprise.titres import plat, singulier
from famille.socle.erreurs import Refus

TAILLE_MAX, LIGNES_MAX = 2 * 1024 * 1024, 3000
TROP_GROS = (
    "Ce fichier est trop gros pour la liste d’une école : exportez une école à la fois, puis"
    " recommencez."
)
PAS_ONDE = (
    "Ce fichier n’est ni la liste des élèves, ni celle des responsables d’ONDE : dans ONDE, «"
    " Listes et documents », « Extractions », « Élèves de l’école ou leurs responsables »."
)
_TITRES = {
    "nom": ("nom eleve", "nom de famille eleve", "nom"),
    "usage": ("nom d usage eleve", "nom usage eleve"),
    "prenom": ("prenom eleve", "prenom"),
    "naissance": ("date naissance", "date de naissance"),
    "niveau": ("niveau",),
    "classe": ("libelle classe", "classe", "libelle de la classe"),
    "onde": ("identifiant classe",),
}


@dataclass(frozen=True)
class Eleve:
    nom: str
    usage: str
    prenom: str
    naissance: date | None
    niveau: str
    classe: str
    onde: str  # ONDE's number of the class

    def __str__(self) -> str:
        return f"{self.prenom} {self.usage or self.nom}"


@dataclass(frozen=True)
class AdulteDOnde:
    """`enfants`: (names that he may bear, first name)."""

    nom: str
    usage: str
    prenom: str
    enfants: tuple[tuple[tuple[str, ...], str], ...]

    def __str__(self) -> str:
        return f"{self.prenom} {self.usage or self.nom}"


type ListeDOnde = list[Eleve] | list[AdulteDOnde]


def lire(fichier: IO[bytes], nom: str) -> ListeDOnde:
    """The pupils, or the adults. Refus: it is neither, or it is too big."""
    fichier.seek(0, 2)
    if fichier.tell() > TAILLE_MAX:
        raise Refus(TROP_GROS)
    for tableau in tableaux(fichier, nom):
        _numero, titres, suite = titres_et_suite(tableau.lignes)
        # "Noms élèves" is "Nom élève"
        plats = [singulier(plat("" if un is None else str(un))) for un in titres]
        brutes = [*suite, *_reste(tableau.lignes)]
        lignes = [[_texte(cellule) for cellule in cellules] for _n, cellules in brutes]
        if "prenom eleve" in plats:
            return list(_eleves(plats, lignes))
        if "prenom responsable" in plats:
            return list(_adultes(plats, lignes))
    raise Refus(PAS_ONDE)


def _reste(lignes: Iterator[Any]) -> Iterator[Any]:
    for rang, ligne in enumerate(lignes):
        if rang > LIGNES_MAX:
            raise Refus(TROP_GROS)
        yield ligne


def _texte(cellule: Any) -> str:
    try:
        return cases.brut(cellule)
    except CaseFautive:
        return ""


def _eleves(titres: Sequence[str], lignes: list[list[str]]) -> Iterator[Eleve]:
    places = {
        nom: next((titres.index(singulier(un)) for un in tous if singulier(un) in titres), None)
        for nom, tous in _TITRES.items()
    }
    for cellules in lignes:
        dit = {
            nom: cellules[place] if place is not None and place < len(cellules) else ""
            for nom, place in places.items()
        }
        if dit["nom"] and dit["prenom"]:
            naissance = _jour(dit.pop("naissance"))
            yield Eleve(naissance=naissance, **dit)


def _jour(texte: str) -> date | None:
    try:
        lu = cases.jour(texte)
    except CaseFautive:
        return None
    return date.fromisoformat(lu) if lu else None


def _adultes(titres: Sequence[str], lignes: list[list[str]]) -> Iterator[AdulteDOnde]:
    """As many children to the right of each adult as he has."""
    siens = {
        nom: titres.index(nom) if nom in titres else None
        for nom in ("nom responsable", "nom usage responsable", "prenom responsable")
    }
    debuts = [rang for rang, titre in enumerate(titres) if titre == "prenom enfant"]
    for cellules in lignes:
        nom, usage, prenom = (
            cellules[place] if place is not None and place < len(cellules) else ""
            for place in siens.values()
        )
        enfants = tuple(
            (noms, cellules[rang])
            for rang in debuts
            if rang < len(cellules)
            and cellules[rang]
            and (noms := tuple(un for un in cellules[max(rang - 2, 0) : rang] if un))
        )
        if (nom or usage) and prenom:
            yield AdulteDOnde(nom, usage, prenom, enfants)
