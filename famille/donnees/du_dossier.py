"""What `famille` says of personal data (settings.DONNEES_PERSONNELLES); the last of the rooms."""

from famille.donnees.foyers import actifs, effacer, obstacles, retenus
from famille.donnees.postes import POSTES
from famille.donnees.tiroirs import TIROIRS
from famille.donnees.tiroirs_exclus import EXCLUS

__all__ = ["EXCLUS", "POSTES", "TIROIRS", "actifs", "effacer", "obstacles", "retenus"]
