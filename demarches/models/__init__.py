"""What a family has asked, and how it went."""

from .demande import Accuse, Complement, Demande, NoteInterne, Passage, PieceJointe
from .reglage import ReglageDemarche
from .reponse import ReponseType

__all__ = [
    "Accuse",
    "Complement",
    "Demande",
    "NoteInterne",
    "Passage",
    "PieceJointe",
    "ReglageDemarche",
    "ReponseType",
]
