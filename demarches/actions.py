"""Every write to a demande: by the family (brouillon, depot), then by the agents (prise,
instruction)."""

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
from .depot.retrait import refus_de_retrait, retirer_demande
from .depot.saisie import commencer_la_saisie, noter_la_saisie, refus_de_saisir
from .instruction.annulation import annuler
from .instruction.conversation import ecrire, repondre
from .instruction.decider import demander_complement, rejeter, valider
from .instruction.lot import valider_si_tout_est_verifie
from .instruction.passage import PassageImpossible
from .instruction.prise import confier, noter, prendre, rendre
from .reglages.renommage import renommer_le_service
