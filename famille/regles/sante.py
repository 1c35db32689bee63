"""Until when a health record holds, and what a text typed anew takes off it."""

import re
import unicodedata
from datetime import date

FIN = (8, 31)  # the last day of a season
RENTREE_PREPAREE = (
    6  # from this month on, families give their papers for the school year that comes
)


def fin_de_saison(jour: date) -> date:
    """The last day of a record confirmed on `jour`: of this school year, or from June the next.

    >>> fin_de_saison(date(2026, 11, 25))
    datetime.date(2027, 8, 31)
    >>> fin_de_saison(date(2027, 6, 1))
    datetime.date(2028, 8, 31)
    """
    return date(jour.year + (jour.month >= RENTREE_PREPAREE), *FIN)


def perdus(avant: str, apres: str) -> list[str]:
    """What `avant` names (between commas) and `apres` no longer does, as it was written.

    >>> perdus("Œuf, arachide (grave)", "arachide, œufs")
    ['arachide (grave)']
    >>> perdus("Ail", "volaille")
    ['Ail']
    """
    dits = _simple(apres)
    noms = [nom.strip() for nom in re.split(r"[,;\n]", avant)]
    return [nom for nom in noms if nom and not re.search(rf"\b{re.escape(_simple(nom))}", dits)]


def avec_ce_qui_est_venu(ecrit: str, connu: str, present: str) -> str:
    """What is written of allergies, and those that came on the file after who wrote it had read it
    (`connu`): nobody takes off what he has not seen.

    >>> avec_ce_qui_est_venu("Kiwi", connu="", present="Arachide")
    'Kiwi, Arachide'
    """
    return ", ".join(filter(None, [ecrit, *perdus(present, f"{ecrit}\n{connu}")]))


def _simple(texte: str) -> str:
    plat = unicodedata.normalize("NFKD", texte.casefold().replace("œ", "oe"))
    return "".join(lettre for lettre in plat if not unicodedata.combining(lettre))
