"""What the two CSV of ONDE say, but the INE. Titles vary with the years (accents, plural, "Classe"
for "Libellé classe"), and so do the separator and the encoding."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from famille.mouvements.reprise import cases
from famille.mouvements.reprise.declaration import CaseFautive
from famille.mouvements.reprise.fichiers import tableaux, titres_et_suite
from famille.mouvements.reprise.logiciels.onde import TableDOnde
from famille.mouvements.reprise.logiciels.recomposer import texte
from famille.mouvements.reprise.titres import plat, singulier
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
        liste = TableDOnde([singulier(plat(texte(un))) for un in titres], [])
        for _numero, cellules in (*suite, *_reste(tableau.lignes)):
            liste.lignes.append([_lu(cases.brut, cellule) for cellule in cellules])
        if "prenom eleve" in liste.titres:
            return list(_eleves(liste))
        if "prenom responsable" in liste.titres:
            return list(_adultes(liste))
    raise Refus(PAS_ONDE)


def _reste(lignes: Iterator[Any]) -> Iterator[Any]:
    for rang, ligne in enumerate(lignes):
        if rang > LIGNES_MAX:
            raise Refus(TROP_GROS)
        yield ligne


def _lu(lire: Callable[[Any], str], cellule: Any) -> str:
    try:
        return lire(cellule)
    except CaseFautive:
        return ""


def _eleves(liste: TableDOnde) -> Iterator[Eleve]:
    for cellules in liste.lignes:
        dit = {nom: liste.dire(cellules, *tous) for nom, tous in _TITRES.items()}
        if dit["nom"] and dit["prenom"]:
            jour = _lu(cases.jour, dit.pop("naissance"))
            yield Eleve(naissance=date.fromisoformat(jour) if jour else None, **dit)


def _adultes(liste: TableDOnde) -> Iterator[AdulteDOnde]:
    debuts = [rang for rang, titre in enumerate(liste.titres) if titre == "prenom enfant"]
    for cellules in liste.lignes:
        qui = (f"{un} responsable" for un in ("nom", "nom usage", "prenom"))
        nom, usage, prenom = (liste.dire(cellules, titre) for titre in qui)
        enfants = tuple(
            (noms, cellules[rang])
            for rang in debuts
            if rang < len(cellules)
            and cellules[rang]
            and (noms := tuple(un for un in cellules[max(rang - 2, 0) : rang] if un))
        )
        if (nom or usage) and prenom:
            yield AdulteDOnde(nom, usage, prenom, enfants)
