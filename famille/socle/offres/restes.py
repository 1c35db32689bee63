"""What is left of a season, as each room counts it (famille.socle.offres): the checklist of its
close. Read anew each time: a line is ticked when there is nothing left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from . import offres

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True)
class Reste:
    """`nombre` of something that is still to be done; `lien`: the screen where it is done;
    `permission`: who may open it; `details`: what it is made of where people must know which, each
    by its name and the screen where it is done."""

    cle: str
    libelle: str
    nombre: int
    lien: str
    permission: str
    details: Sequence[tuple[str, str]] = ()

    @property
    def fait(self) -> bool:
        return self.nombre == 0


def reviennent(annee: int) -> list["QuerySet[Any, Any]"]:
    """Keys of the children whose family has said that they come back in that school year."""
    return [lire(annee) for offre in offres() for lire in offre.reviennent]


def restes(debut: date, fin: date) -> list[Reste]:
    """In the order of the rooms, of the season between these days."""
    return [reste for offre in offres() for lire in offre.restes for reste in lire(debut, fin)]
