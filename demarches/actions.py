"""Every write to a demande: by the family (depot), then by the agents (instruction)."""

from .depot.brouillon import (
    abandonner,
    commencer,
    enregistrer_page,
    exiger_ouverte,
    joindre,
    joindre_du_dossier,
    retirer,
)
from .depot.depot import (
    PageARevoir,
    commencer_la_saisie,
    completer,
    deposer,
    noter_la_saisie,
    refus_de_retrait,
    refus_de_saisir,
    retirer_demande,
)
from .instruction.annulation import annuler
from .instruction.conversation import ecrire, repondre
from .instruction.decider import (
    demander_complement,
    rejeter,
    valider,
    valider_si_tout_est_verifie,
)
from .instruction.passage import PassageImpossible
from .instruction.prise import confier, noter, prendre, rendre
from .reglages.initiaux import renommer_le_service
