"""Every write to a demande: by the family (brouillon, depot), then by the agents (prise, instruction)."""

from .annulation import annuler
from .brouillon import abandonner, commencer, enregistrer_page, exiger_ouverte, joindre, joindre_du_dossier, retirer
from .conversation import ecrire, repondre
from .depot import PageARevoir, completer, deposer
from .instruction import demander_complement, rejeter, valider
from .lot import valider_si_tout_est_verifie
from .passage import PassageImpossible
from .prise import confier, noter, prendre, rendre
from .retrait import refus_de_retrait, retirer_demande
from .saisie import commencer_la_saisie, noter_la_saisie, refus_de_saisir

__all__ = [
    "PageARevoir",
    "PassageImpossible",
    "abandonner",
    "annuler",
    "commencer",
    "commencer_la_saisie",
    "completer",
    "confier",
    "demander_complement",
    "deposer",
    "ecrire",
    "enregistrer_page",
    "exiger_ouverte",
    "joindre",
    "joindre_du_dossier",
    "noter",
    "noter_la_saisie",
    "prendre",
    "refus_de_retrait",
    "refus_de_saisir",
    "rejeter",
    "rendre",
    "repondre",
    "retirer",
    "retirer_demande",
    "valider",
    "valider_si_tout_est_verifie",
]
