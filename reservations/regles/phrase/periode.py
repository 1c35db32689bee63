"""Days said with their stretch: "en janvier, le 19" is the 19th of January, and never all of it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from .jetons import Jeton, Maisonnee
from .jours import Calcul
from .mots import MOIS_CONNUS


def selon_la_periode(
    jetons: list[Jeton], exclus: Collection[int], contexte: Maisonnee
) -> list[Jeton]:
    """ "En janvier, lundi garderie sauf le 19": the 19th of January, not the next one. So for a day
    without its month that is left out (`exclus`: their id), or that comes after the stretch."""
    debuts = [jeton.plage[0] for jeton in jetons if jeton.plage and id(jeton) not in exclus]
    if not debuts or min(debuts) <= contexte.aujourdhui:
        return jetons
    calcul = Calcul(min(debuts), contexte.fin)
    relus, apres = [], False
    for jeton in jetons:
        apres = apres or bool(jeton.plage)
        concerne = bool(jeton.dates) and (apres or id(jeton) in exclus)
        autre = _relu(jeton, calcul) if concerne else None
        relus.append(replace(jeton, dates=frozenset({autre})) if autre else jeton)
    return relus


def dans_leur_mois(
    jours: Sequence[Jeton], plages: Sequence[Jeton], fin: date
) -> tuple[list[Jeton], list[Jeton]]:
    """(the days, those without a month being of the one that `plages` say, before or after them;
    those that it does not have). As they are where no month alone is said."""
    mois = next((un.plage for un in plages if un.plage and _un_mois(un)), None)
    if mois is None:
        return list(jours), []
    calcul = Calcul(mois[0], fin)
    lus, hors = [], []
    for jeton in jours:
        autre = _relu(jeton, calcul) if jeton.dates else None
        if autre is None:
            lus.append(jeton)
        elif mois[0] <= autre <= mois[1]:
            lus.append(replace(jeton, dates=frozenset({autre})))
        else:
            hors.append(jeton)
    return lus, hors


def _un_mois(jeton: Jeton) -> bool:
    """ "en janvier", and not "jusqu’au 15 janvier"."""
    return jeton.mots[-1].norme in MOIS_CONNUS and not any(mot.nombre for mot in jeton.mots)


def _relu(jeton: Jeton, calcul: Calcul) -> date | None:
    """None for what is no day alone, or has its month."""
    jours = [mot.nombre for mot in jeton.mots if mot.nombre]
    dit = any("/" in mot.norme or mot.norme in MOIS_CONNUS for mot in jeton.mots)
    return None if dit or len(jours) != 1 else calcul.jour_du_mois(jours[0])
