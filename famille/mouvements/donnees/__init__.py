"""Personal data (D9): what each room knows of a person, gives him a copy of, deletes in time, or on
request.

A room says it in the module that it offers (famille.socle.offres), those that depend on others
first. It may hold: `TIROIRS` (list[Tiroir]) and `EXCLUS` (dict model → why it is in no copy);
`POSTES` (list of Poste); `actifs(limite)`, `retenus()` (lists of QuerySet of household keys),
`obstacles(foyer)`, `effacer(foyer, par)`: see `effacement`.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from famille.socle.offres import offres


@dataclass(frozen=True)
class Lecteur:
    """The person who asks for a copy: account, households of today, their accounts (D11)."""

    utilisateur: Any
    foyers: list
    miens: set = field(default_factory=set)


type ChampDit = tuple[str, str, Callable[[Any, Lecteur], Any]]


@dataclass(frozen=True)
class Tiroir:
    """A kind of rows in a copy. `lire(lecteur)`: its rows, by the doors of the family's pages.
    `champs`: names of fields, or (key, label, function(row, lecteur)). `modeles`: labels of what it
    tells: a test sees that none lacks."""

    code: str
    titre: str
    modeles: tuple[str, ...]
    lire: Callable[[Lecteur], Iterable]
    champs: tuple


@dataclass(frozen=True)
class Poste:
    """A kind of rows that a purge deletes. `duree`: its period in DUREES. `cles(limite)`: the keys
    of what is due. `effacer(keys, limite)`: deletes those still due, in its own transaction; how
    many."""

    code: str
    titre: str
    duree: str
    cles: Callable[[date], Collection]
    effacer: Callable[[list, date], int]


@dataclass(frozen=True)
class PosteAilleurs:
    """What another task deletes already, by its own rules, and a purge runs too; `compter()`."""

    code: str
    titre: str
    compter: Callable[[], int]
    effacer: Callable[[], int]


@cache
def pieces() -> tuple:
    """The modules that the rooms offer, in order."""
    return tuple(offre.donnees for offre in offres() if offre.donnees)


def de_toutes(nom: str) -> list:
    """What the rooms have under this name, end to end."""
    return [chose for piece in pieces() for chose in getattr(piece, nom, ())]


def exclus() -> dict[str, str]:
    """dict label of a model → why no copy tells it."""
    return {
        modele: raison
        for piece in pieces()
        for modele, raison in getattr(piece, "EXCLUS", {}).items()
    }


def _supprimer(dues: QuerySet) -> int:
    cles = list(dues.values_list("pk", flat=True))
    dues.model.objects.filter(pk__in=cles).delete()
    return len(cles)


def poste(
    code: str,
    titre: str,
    duree: str,
    lignes: Callable[[date], QuerySet],
    supprimer: Callable[[Any], int] = _supprimer,
) -> Poste:
    """Poste whose lots are a transaction each. `lignes(limite)`: QuerySet of those due. `supprimer`
    (QuerySet → how many) deletes what others hold, or what holds files."""

    def cles(limite: date) -> list[Any]:
        return list(lignes(limite).values_list("pk", flat=True))

    def effacer(lot: list[Any], limite: date) -> int:
        with transaction.atomic():
            return supprimer(lignes(limite).filter(pk__in=lot))

    return Poste(code, titre, duree, cles, effacer)
