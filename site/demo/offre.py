"""What the demonstration offers to the rooms (famille.socle.offres)."""

import time
from collections.abc import Callable

from famille.models import Travail
from famille.socle.offres import GenreDeTravail, Offre
from famille.travaux.actions import AReprendre

from .ville import remplissage

DUREE_TOUR = 25  # seconds, below the cluster's timeout even where the last lot is slow
PAUSE = 0.2  # seconds left to visitors between two lots: who waits for SQLite asks each tenth


def remplir(travail: Travail, avancer: Callable[[int, int], object]) -> dict[str, str]:
    """The job: one lot after the other, from where it was. AReprendre: it has had its turn."""
    from .ville.fabrique import un_lot  # noqa: PLC0415 - with all the rooms, which the web need not load

    fin = time.monotonic() + DUREE_TOUR
    while un_lot(travail, avancer):
        if time.monotonic() > fin:
            raise AReprendre
        time.sleep(PAUSE)
    return {"phrase": remplissage.REMPLIE}


OFFRE = Offre(
    travaux=(
        GenreDeTravail(
            remplissage.GENRE,
            remplir,
            permission="famille.change_foyer",
            rayon=("Ville de démonstration", "demo:comptes"),
        ),
    )
)
