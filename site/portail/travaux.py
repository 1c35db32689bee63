"""What runs the long jobs, for the apps that do not know it (settings.MOTEUR_DES_TRAVAUX)."""

from reservations.actions.travaux import lancer
from reservations.exports import deposer

__all__ = ["deposer", "lancer"]
