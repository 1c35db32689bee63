"""What runs the long jobs, for the apps that do not know it (settings.MOTEUR_DES_TRAVAUX)."""

from reservations.planning.exports import deposer
from reservations.travaux.actions import lancer

__all__ = ["deposer", "lancer"]
