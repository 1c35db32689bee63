"""The household's file, one file a subject."""

from .compteur import Compteur
from .document import Document
from .enfant import Enfant, Rattachement
from .foyer import AdresseFoyer, CommuneMembre, Foyer, Responsable
from .journal import Consultation, Courriel, Modification
from .quotient import QuotientFamilial
from .utilisateur import Utilisateur

__all__ = [
    "AdresseFoyer",
    "CommuneMembre",
    "Compteur",
    "Consultation",
    "Courriel",
    "Document",
    "Enfant",
    "Foyer",
    "Modification",
    "QuotientFamilial",
    "Rattachement",
    "Responsable",
    "Utilisateur",
]
