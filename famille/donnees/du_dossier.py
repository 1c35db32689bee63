"""What `famille` says of personal data; the last of the rooms."""

from .foyers import actifs, effacer, obstacles, retenus
from .postes import POSTES
from .tiroirs import EXCLUS, TIROIRS

__all__ = ["EXCLUS", "POSTES", "TIROIRS", "actifs", "effacer", "obstacles", "retenus"]
