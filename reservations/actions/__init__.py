"""Every write to bookings and places, by subject. Pages, agents' screens, validated démarches and tasks call these."""

from .annuler import annuler_reservations
from .capacite import CapaciteTropBasse, changer_capacite, fermer_creneaux, rouvrir_creneaux
from .demande import LigneDemandee
from .inscrire import desinscrire, effacer_inscription, inscrire, prolonger
from .presences import annoncer_absence, justifier_absences, retirer_absence
from .soumettre import soumettre

__all__ = [
    "CapaciteTropBasse",
    "LigneDemandee",
    "annoncer_absence",
    "annuler_reservations",
    "changer_capacite",
    "desinscrire",
    "effacer_inscription",
    "fermer_creneaux",
    "inscrire",
    "justifier_absences",
    "prolonger",
    "retirer_absence",
    "rouvrir_creneaux",
    "soumettre",
]
