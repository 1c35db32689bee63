"""What other software may read of the centres, and of who goes there (docs/comprendre/api.md)."""

from famille.echanges.api.portees import RouteurOffert

from .centres import routeur as centres
from .enfants import routeur as enfants
from .journees import routeur as journees
from .portees import CENTRES, EFFECTIFS, IDENTITES, INSCRIPTIONS, REGIMES, RESERVATIONS

OFFERTS = (
    RouteurOffert(centres, (CENTRES,)),
    RouteurOffert(journees, (EFFECTIFS, REGIMES)),
    RouteurOffert(enfants, (INSCRIPTIONS, RESERVATIONS, IDENTITES)),
)
