"""The software whose files are known, one module each (docs/exploiter/reprendre_vos_donnees.md says
how sure). What a map does not take is kept aside, and shown."""

from famille.mouvements.reprise.cartes import CarteDeLogiciel, Plan

from .bl_enfance import BL_ENFANCE
from .cerig import CERIG
from .domino import DOMINO
from .iloise import ILOISE
from .noethys_xml import NOETHYS
from .noethysweb import NOETHYSWEB
from .onde import ONDE
from .parascol import PARASCOL

# first those whose format is no table: the others open tables to know them
CARTES: tuple[CarteDeLogiciel, ...] = (
    NOETHYSWEB,
    NOETHYS,
    BL_ENFANCE,
    PARASCOL,
    CERIG,
    DOMINO,
    ILOISE,
    ONDE,
)


def plan_de(entetes: list[str]) -> tuple[CarteDeLogiciel, Plan] | None:
    """The map that knows a table of these titles, the most precise one first."""
    trouves = [
        (carte, plan) for carte in CARTES for plan in carte.tableaux if plan.reconnait(entetes)
    ]
    return max(trouves, key=lambda un: len(un[1].distinctifs), default=None)
