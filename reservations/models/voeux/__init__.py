"""Openings by wishes: what families ask, by which rules it is given (docs/comprendre/voeux.md)."""

from .listes import (
    CritereDePriorite,
    DeclarationDePriorite,
    EnfantDeListe,
    ListeDeVoeux,
    VoeuDeListe,
)
from .tirages import Tirage
