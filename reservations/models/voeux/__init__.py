"""Openings by wishes: what families ask, by which rules it is given (docs/comprendre/voeux.md)."""

from .criteres import CritereDePriorite, DeclarationDePriorite
from .listes import EnfantDeListe, ListeDeVoeux, VoeuDeListe
from .tirages import Tirage
