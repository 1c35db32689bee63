"""Pictures of the real screens, taken by `make images` (tests/images): a name of the guide → what
it shows. Each is the file of that name in the folder `ecrans`."""

from pathlib import Path

DOSSIER = Path(__file__).with_name("ecrans")
ECRANS = {
    "connexion": "La page de connexion",
    "tableau-de-bord": "Le tableau de bord",
    "calendrier": "Le calendrier des réservations",
    "demande-de-reservation": "La demande à vérifier avant de la soumettre",
    "plusieurs-semaines": "La réservation de plusieurs semaines",
    "liste-d-attente": "La liste d’attente",
    "absence": "La page Prévenir d’une absence",
    "agenda": "L’adresse d’agenda",
    "ouverture": "L’ouverture des réservations",
}


def fichier(nom: str) -> Path:
    return DOSSIER / f"{nom}.webp"
