"""What a family has asked, and how it went."""

from .demande import Demande, PieceJointe, dire_le_statut
from .places import MouvementDeListe, PlaceDemandee
from .reglage import ReglageDemarche
from .reglage_delais import ReglageDelais
from .reglage_quotient import ReglageQuotient
from .reinscriptions import CampagneReinscription, ReponseDeReinscription, VueDeCampagne
from .reponse import ReponseType
from .saisie import SaisieDuComplement
from .suites import DECIDEES, Accuse, Complement, EffetsDeValidation, NoteInterne, Passage

__all__ = [
    "DECIDEES",
    "Accuse",
    "CampagneReinscription",
    "Complement",
    "Demande",
    "EffetsDeValidation",
    "MouvementDeListe",
    "NoteInterne",
    "Passage",
    "PieceJointe",
    "PlaceDemandee",
    "ReglageDelais",
    "ReglageDemarche",
    "ReglageQuotient",
    "ReponseDeReinscription",
    "ReponseType",
    "SaisieDuComplement",
    "VueDeCampagne",
    "dire_le_statut",
]
