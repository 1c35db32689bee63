"""What a family has asked, and how it went."""

from .caisses import (
    AccordCaisses,
    LotDeQuotients,
    QuotientDemande,
    qui_l_ont_retire,
    qui_ont_donne_leur_accord,
)
from .demande import Demande, dire_le_statut
from .places import MouvementDeListe, PlaceDemandee
from .reglage import ReglageDelais, ReglageDemarche, ReglageQuotient
from .reinscriptions import CampagneReinscription, ReponseDeReinscription, VueDeCampagne
from .suites import (
    DECIDEES,
    Accuse,
    Complement,
    EffetsDeValidation,
    NoteInterne,
    Passage,
    PieceJointe,
    ReponseType,
    SaisieDuComplement,
)
