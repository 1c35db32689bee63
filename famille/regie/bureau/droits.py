"""Who may do what at the régie (docs/comprendre/acces.md)."""

from famille.foyers.bureau.droits import ENCAISSER, exige

PRELEVER = "famille.prelever_remisesepa"  # the bank's files, which name accounts in clear

__all__ = ["ENCAISSER", "PRELEVER", "exige"]
