"""What the site itself offers to the rooms (famille.socle.offres)."""

from famille.socle.offres import Offre

from . import donnees_personnelles

OFFRE = Offre(donnees=donnees_personnelles)
