"""Who may do what at the régie (docs/comprendre/acces.md)."""

from famille.foyers.bureau.droits import ENCAISSER, exige

PRELEVER = "famille.prelever_remisesepa"  # the bank's files, which name accounts in clear
TITRER = "famille.titrer_bordereautresor"  # the Treasury's files, which name debtors

__all__ = ["ENCAISSER", "PRELEVER", "TITRER", "exige"]
