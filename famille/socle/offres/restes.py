"""What is left of a season, as each room counts it (famille.socle.offres): the checklist of its
close. Read anew each time: a line is ticked when there is nothing left."""

from dataclasses import dataclass
from datetime import date

from . import offres


@dataclass(frozen=True)
class Reste:
    """`nombre` of something that is still to be done; `lien`: the screen where it is done;
    `permission`: who may open it."""

    cle: str
    libelle: str
    nombre: int
    lien: str
    permission: str

    @property
    def fait(self) -> bool:
        return self.nombre == 0


def restes(debut: date, fin: date) -> list[Reste]:
    """In the order of the rooms, of the season between these days."""
    return [reste for offre in offres() for lire in offre.restes for reste in lire(debut, fin)]
