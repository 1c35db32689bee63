"""What a family has asked, and how it went."""

from .caisses import (
    AccordCaisses,
    LotDeQuotients,
    QuotientDemande,
    qui_l_ont_retire,
    qui_ont_donne_leur_accord,
)
from .demande import Demande, dire_le_statut
from .piece_jointe import PieceJointe
from .places import MouvementDeListe, PlaceDemandee
from .reglage import ReglageDemarche
from .reglage_delais import ReglageDelais
from .reglage_quotient import ReglageQuotient
from .reinscriptions import CampagneReinscription, ReponseDeReinscription, VueDeCampagne
from .reponse import ReponseType
from .saisie import SaisieDuComplement
from .suites import DECIDEES, Accuse, Complement, EffetsDeValidation, NoteInterne, Passage
