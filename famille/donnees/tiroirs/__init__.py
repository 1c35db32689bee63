"""The drawers of a copy (famille.donnees.Tiroir), by whom they are about; what no copy tells."""

from .argent import DE_LA_COMPTABILITE
from .compte import DU_COMPTE
from .enfants import DES_ENFANTS
from .exclus import EXCLUS
from .foyer import DU_FOYER

TIROIRS = [*DU_COMPTE, *DU_FOYER, *DES_ENFANTS, *DE_LA_COMPTABILITE]

__all__ = ["EXCLUS", "TIROIRS"]
