"""Every picture of the seeded pages: its name → what it shows. Each is a file of the folder
`images`. Scenes and diagrams were drawn for the portal; `make images` (tests/images) photographs
the screens."""

from pathlib import Path

DOSSIER = Path(__file__).with_name("images")
SCENES = {
    "accueil": "Une famille devant sa maison",
    "cerf-volant": "Deux enfants et un cerf-volant",
    "cabane": "Une cabane dans un arbre",
    "ballon": "Deux jeunes sur un terrain de basket",
    "creche": "Un ours en peluche, des cubes et un mobile",
    "restauration": "Un plateau de restaurant scolaire",
    "tarifs": "Une calculatrice et des pièces",
    "garderie": "Une école et deux enfants",
}
SCHEMAS = {
    "courriel": "Une enveloppe et une clé",
    "mot-de-passe": "Schéma du choix d’un mot de passe",
    "famille": "Schéma de la page Ma famille",
    "donnees": "Schéma de la page Mes données personnelles",
    "demarches": "Schéma de la liste des démarches",
    "etape": "Schéma d’une page de démarche",
    "enregistrer": "Schéma du bouton Enregistrer",
    "deposer": "Schéma du dépôt d’une pièce",
    "recapitulatif": "Schéma du récapitulatif",
    "suivi": "Schéma du suivi d’une demande",
    "completer": "Schéma d’une demande à compléter",
    "annuler": "Schéma de la confirmation d’annulation",
    "aide": "Schéma du bouton Aide",
}
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
ETROITES = frozenset((*SCHEMAS, *ECRANS))  # screens of a phone
IMAGES = SCENES | SCHEMAS | ECRANS


def fichier(nom: str) -> Path:
    return DOSSIER / f"{nom}.{'webp' if nom in ECRANS else 'png'}"
