"""Who may do what at the régie (docs/comprendre/acces.md)."""

from famille.dossier.foyers.bureau.droits import ENCAISSER, exige
from famille.models import ReglageTresorerie, Utilisateur

PRELEVER = "famille.prelever_remisesepa"  # the bank's files, which name accounts in clear
TITRER = "famille.titrer_bordereautresor"  # the Treasury's files, which name debtors

__all__ = ["ENCAISSER", "PRELEVER", "TITRER", "exige", "fait_des_titres"]


def fait_des_titres(agent: Utilisateur) -> bool:
    """Whether debts are given to the Treasury by titres here, and by him. One query."""
    if not agent.has_perm(TITRER):
        return False
    choisi = ReglageTresorerie.objects.values_list("envoi", flat=True).first()
    return choisi not in {None, ReglageTresorerie.Envoi.ETAT}
