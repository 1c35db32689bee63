"""Days said with their stretch: "en janvier, le 19" is the 19th of January, and never all of it;
"du 4 au 8 et le 12" is six days."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from .jetons import Jeton, Maisonnee
from .jours import Calcul
from .mots import MOIS_CONNUS


def selon_la_periode(
    jetons: list[Jeton], exclus: Collection[int], contexte: Maisonnee
) -> list[Jeton]:
    """ "En janvier, lundi garderie sauf le 19": the 19th of January, not the next one. So for a day
    without its month that is left out (`exclus`: their id), or that comes after the stretch."""
    plages = [jeton.plage for jeton in jetons if jeton.plage and id(jeton) not in exclus]
    if not plages or min(plages)[0] <= contexte.aujourdhui:
        return jetons
    periode, calcul = min(plages), Calcul(min(plages)[0], contexte.fin)
    relus, apres = [], False
    for jeton in jetons:
        apres = apres or bool(jeton.plage)
        exclu = id(jeton) in exclus
        if jeton.plage and exclu and not est_un_mois(jeton):
            plage = _plage_relue(jeton, jeton.plage, periode, calcul)
            relus.append(replace(jeton, plage=plage))
            continue
        autre = _relu(jeton, calcul) if jeton.dates and (apres or exclu) else None
        relus.append(replace(jeton, dates=frozenset({autre})) if autre else jeton)
    return relus


def dans_leur_mois(
    jours: Sequence[Jeton], plages: Sequence[Jeton], fin: date
) -> tuple[list[Jeton], list[Jeton]]:
    """(the days and stretches, those without a month being of the one that `plages` say, before or
    after them; those that it does not have). As they are where no month alone is said."""
    mois = [un for un in plages if un.plage and est_un_mois(un)]
    if not mois:
        return list(jours), []
    lus: list[Jeton] = []
    hors: list[Jeton] = []
    for jeton in jours:
        des_mois = _ses_mois(jeton, mois, jours)
        relus = [_dans(jeton, un, Calcul(un[0], fin)) for un in des_mois]
        # of two months at once, a figure alone: a day that is perhaps not meant is not asked
        sien = a_son_mois(jeton) or not any(mot.nombre for mot in jeton.mots)
        relu = relus[0] if len(relus) == 1 else jeton if sien and jeton in relus else None
        (hors if relu is None else lus).append(relu or jeton)
    return lus, hors


def _ses_mois(
    jeton: Jeton, mois: Sequence[Jeton], jours: Sequence[Jeton]
) -> list[tuple[date, date]]:
    """The months that this day is said of: the nearest before it, or else after it, with those that
    no other day parts from that one."""
    ici = jeton.mots[0].debut
    places = [un.mots[0].debut for un in jours if not est_un_mois(un)]
    par_place = {un.mots[0].debut: un.plage for un in mois if un.plage}
    avant = sorted((place for place in par_place if place < ici), reverse=True)
    proches = avant or sorted(par_place)
    siens = proches[:1]
    for place in proches[1:]:
        entre = sorted((place, siens[-1]))
        if any(entre[0] < autre < entre[1] for autre in places):
            break
        siens.append(place)
    return [par_place[place] for place in siens]


def _dans(jeton: Jeton, mois: tuple[date, date], calcul: Calcul) -> Jeton | None:
    """This day or stretch, of this month; None for one that it does not have."""
    if jeton.plage and not est_un_mois(jeton):
        debut, fin = _plage_relue(jeton, jeton.plage, mois, calcul)
        tient = debut <= fin and debut <= mois[1] and mois[0] <= fin
        if not a_son_mois(jeton) and any(mot.nombre for mot in jeton.mots):
            tient = tient and fin <= mois[1]
        return replace(jeton, plage=(debut, fin)) if tient else None
    autre = _relu(jeton, calcul) if jeton.dates else None
    dates = frozenset({autre}) if autre else jeton.dates
    return replace(jeton, dates=dates) if all(mois[0] <= un <= mois[1] for un in dates) else None


def _plage_relue(
    jeton: Jeton, plage: tuple[date, date], mois: tuple[date, date], calcul: Calcul
) -> tuple[date, date]:
    """ "Du 4 au 8", "jusqu’au 15", "à partir du 15": their figures in this month."""
    jours = [mot.nombre for mot in jeton.mots if mot.nombre]
    lus = [] if a_son_mois(jeton) else [calcul.jour_du_mois(jour) for jour in jours]
    bornes = [un for un in lus if un]
    if len(bornes) == 2:
        return bornes[0], bornes[1]
    if len(bornes) == 1 and "semaine" in jeton.normes:
        lundi = bornes[0] - timedelta(days=bornes[0].weekday())
        return lundi, lundi + timedelta(days=6)
    if len(bornes) == 1:
        a_la_fin = jeton.mots[0].norme.startswith("jusqu")
        return (mois[0], bornes[0]) if a_la_fin else (bornes[0], mois[1])
    return plage


_AVANT_UN_MOIS = frozenset({"en", "au", "mois", "de", "d", "le", "tout"})


def est_un_mois(jeton: Jeton) -> bool:
    """ "en janvier", and not "jusqu’au 15 janvier"."""
    normes = jeton.normes
    return normes[-1] in MOIS_CONNUS and normes[0] in _AVANT_UN_MOIS | set(MOIS_CONNUS)


def a_son_mois(jeton: Jeton) -> bool:
    return any("/" in mot.norme or mot.norme in MOIS_CONNUS for mot in jeton.mots)


def sont_des_jours(jeton: Jeton) -> bool:
    """ "Du 4 au 8", "la semaine prochaine": days that are asked for, and not a bound of others."""
    normes = jeton.normes
    return bool(jeton.plage) and ("semaine" in normes or normes[0] in ("du", "de", "entre"))


def jours_de(
    plages: Sequence[tuple[date, date]], bornes: Sequence[tuple[date, date]]
) -> Iterator[date]:
    """Each day of these stretches, inside all these bounds."""
    debut, fin = max(un for un, _fin in bornes), min(un for _debut, un in bornes)
    for du, au in plages:
        for rang in range(max(du, debut).toordinal(), min(au, fin).toordinal() + 1):
            yield date.fromordinal(rang)


def _relu(jeton: Jeton, calcul: Calcul) -> date | None:
    """None for what is no day alone, or has its month."""
    jours = [mot.nombre for mot in jeton.mots if mot.nombre]
    if a_son_mois(jeton) or len(jours) != 1:
        return None
    return calcul.jour_du_mois(jours[0])
