"""From one school year to the next: the level that follows, the one that an age tells."""

from collections.abc import Collection
from datetime import date

from .scolarite import NIVEAUX, RENTREE

# A year of age that most children of a level have in the calendar year in which it begins.
_AGES = {"TPS": 2, "PS": 3, "MS": 4, "GS": 5, "CP": 6, "CE1": 7, "CE2": 8, "CM1": 9, "CM2": 10}
_SUITE = [niveau for niveau in NIVEAUX if niveau != "ULIS"]
# a class that is not left by age: a decision of the MDPH does it
RESTE = "ULIS"


def niveau_suivant(niveau: str, *, de_plus: int = 1) -> str:
    """The level `de_plus` years later; "" after the last one, and where none is known.

    >>> niveau_suivant("GS"), niveau_suivant("CM2"), niveau_suivant("CE1", de_plus=2)
    ('CP', '6E', 'CM1')
    >>> niveau_suivant("ULIS"), niveau_suivant("TLE"), niveau_suivant("")
    ('ULIS', '', '')
    """
    if niveau not in _SUITE:
        return niveau if niveau == RESTE else ""
    rang = _SUITE.index(niveau) + de_plus
    return _SUITE[rang] if 0 <= rang < len(_SUITE) else ""


def niveau_precedent(niveau: str) -> str:
    """
    >>> niveau_precedent("CP"), niveau_precedent("ULIS"), niveau_precedent("TPS")
    ('GS', 'ULIS', '')
    """
    return niveau_suivant(niveau, de_plus=-1)


def niveau_dans_la_classe(niveau: str, naissance: date, annee: int, de: Collection[str]) -> str:
    """The level of a child whose class has these levels (`de`) in that school year: what is said of
    him, else the only one, else the one of his age; "" where nothing tells.

    >>> niveau_dans_la_classe("", date(2019, 5, 2), 2026, ["CP", "CE1"])
    'CE1'
    >>> niveau_dans_la_classe("", date(2015, 5, 2), 2026, ["CP", "CE1"])
    ''
    """
    if niveau:
        return niveau
    if len(de) == 1:
        return next(iter(de))
    du_meme_age = [un for un in de if _AGES.get(un) == annee - naissance.year]
    return du_meme_age[0] if du_meme_age else ""


def jour_de_la_rentree(annee: int) -> date:
    """From which day a child is in the class of that school year.

    >>> jour_de_la_rentree(2027)
    datetime.date(2027, 9, 1)
    """
    return date(annee, RENTREE, 1)


def annee_a_preparer(jour: date) -> int:
    """The school year into which children pass: from January on, the next one.

    >>> annee_a_preparer(date(2027, 6, 15)), annee_a_preparer(date(2027, 9, 20))
    (2027, 2027)
    """
    return jour.year
