"""Every write to a demande: by the family (depot), then by the agents (instruction)."""

from demarches.depot.depot import (
    commencer_la_saisie,
    noter_la_saisie,
    refus_de_retrait,
    refus_de_saisir,
    retirer_demande,
)
from demarches.instruction.decider import valider_si_tout_est_verifie
from demarches.reglages.initiaux import renommer_le_service

from .depot.brouillon import (
    abandonner,
    commencer,
    enregistrer_page,
    exiger_ouverte,
    joindre,
    joindre_du_dossier,
    retirer,
)
from .depot.depot import PageARevoir, completer, deposer
from .instruction.annulation import annuler
from .instruction.conversation import ecrire, repondre
from .instruction.decider import demander_complement, rejeter, valider
from .instruction.passage import PassageImpossible
from .instruction.prise import confier, noter, prendre, rendre
