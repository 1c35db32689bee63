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

from famille.socle.offres import offres


@dataclass(frozen=True)
class Lecteur:
    """Who asks for a copy: his account, his households of today, their accounts (D11)."""

    utilisateur: Any
    foyers: list
    miens: set = field(default_factory=set)


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
    """A kind of rows that a purge deletes. `duree`: its period in DUREES.

    `cles(limite)`: the keys of what is due.
    `effacer(keys, limite)`: deletes those still due, in a transaction of its own; how many.
    """

    code: str
    titre: str
    duree: str
    cles: Callable[[date], Collection]
    effacer: Callable[[list, date], int]


@dataclass(frozen=True)
class PosteAilleurs:
    """What another task deletes already, by rules of its own: `compter()`, and that task, which a
    purge runs too."""

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


def poste(code: str, titre: str, duree: str, lignes: Callable[..., Any]) -> Poste:
    """Poste of rows that nothing holds and that hold no file. `lignes(limite)`: QuerySet of those
    due."""

    def effacer(cles: Iterable[int], limite: date) -> int:
        with transaction.atomic():
            dues = list(lignes(limite).filter(pk__in=cles).values_list("pk", flat=True))
            lignes(limite).model.objects.filter(pk__in=dues).delete()
        return len(dues)

    return Poste(
        code,
        titre,
        duree,
        lambda limite: list(lignes(limite).values_list("pk", flat=True)),
        effacer,
    )
