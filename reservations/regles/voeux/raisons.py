"""Why a wish was given or not, in what the rules say: who was before, and by which criterion."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from .affectation import Affectation, Demandeur, Marche, Rang


class Issue(StrEnum):
    OBTENU = "obtenu"
    DEVANT = "devant"  # the seats went to children who stand before
    MAXIMUM = "maximum"  # better liked ones were given, as many as were asked
    MEMES_JOURS = "memes-jours"  # a better liked one was given, on the same days
    ENSEMBLE = "ensemble"  # a seat was left, and not one for each


@dataclass(frozen=True)
class Raison:
    """`place`: which one was full. `devant`: how many children have a seat there, all placed
    before; `par_critere`: of those, how many by each criterion, by its rank (from 0) among the
    council's; `par_tirage`: those whom the lot has put before."""

    issue: Issue
    place: str = ""
    devant: int = 0
    par_critere: tuple[tuple[int, int], ...] = ()
    par_tirage: int = 0


def raison(marche: Marche, affectation: Affectation, liste: Demandeur, choix: int) -> Raison:
    """Of one choice of one list."""
    obtenus = affectation.obtenus[liste.cle]
    if choix in obtenus:
        return Raison(Issue.OBTENU)
    parts = liste.choix[choix]
    mieux = [un for un in obtenus if un < choix]
    if len(mieux) >= liste.maximum:
        return Raison(Issue.MAXIMUM)
    if any(marche.se_genent(parts, liste.choix[un]) for un in mieux):
        return Raison(Issue.MEMES_JOURS)
    places = (part.place for part in parts)
    pleine = next((une for une in places if affectation.libres(marche, une) <= 0), None)
    if pleine is None:
        return Raison(Issue.ENSEMBLE)
    return _devant(affectation, pleine, marche.rang_du_choix(parts))


def _devant(affectation: Affectation, place: str, rang: Rang) -> Raison:
    par_critere: Counter[int] = Counter()
    par_tirage = 0
    autres = affectation.titulaires[place]
    for titulaire in autres:
        critere = premier_ecart(titulaire.rang, rang)
        if critere is None:
            par_tirage += 1
        else:
            par_critere[critere] += 1
    return Raison(Issue.DEVANT, place, len(autres), tuple(sorted(par_critere.items())), par_tirage)


def premier_ecart(devant: Rang, rang: Rang) -> int | None:
    """The first criterion (its rank, from 0) that tells the two apart; None: the lot, which comes
    last, does.

    >>> premier_ecart(("0", "1", "ab"), ("1", "0", "0c"))
    0
    """
    for critere, (lui, moi) in enumerate(zip(devant[:-1], rang[:-1], strict=True)):
        if lui != moi:
            return critere
    return None
