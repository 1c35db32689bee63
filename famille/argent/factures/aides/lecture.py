"""The rights of households, with what is paid of each and what is left."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet, Sum
from django.utils import timezone

from famille.models import DroitPayeur, PartPayeur
from famille.regles.montants import ZERO
from famille.socle.dire import compte, en_euros
from famille.socle.offres import aides_reservees

MONTREES = 60


@dataclass(frozen=True)
class AideDite:
    """`paye`: published; `prevu`: what booked days will take, or ""; `reste`: of its ceiling after
    both, or ""; `jours_pris`, `jours_prevus`, `jours_restants`: of its days, or ""; `epuisee`: one
    of the two is spent; `promise`: it will be."""

    droit: DroitPayeur
    phrases: list[str]
    paye: str
    reste: str
    finie: bool
    prevu: str = ""
    jours_pris: str = ""
    jours_prevus: str = ""
    jours_restants: str = ""
    epuisee: bool = False
    promise: bool = False


class Pris(NamedTuple):
    """The use of a right: euros, and the (child, day) for which it pays something."""

    montant: Decimal = ZERO
    jours: frozenset[tuple[int | None, date]] = frozenset()


def lire_les_aides(droits: QuerySet[DroitPayeur], *, prevues: bool = True) -> list[AideDite]:
    """In the order of days, the latest first. Two queries, three where days are counted; where a
    ceiling still runs, those of `aides_reservees` too, unless not `prevues`."""
    avec = droits.select_related("payeur", "enfant", "foyer", "preuve")
    lus = list(avec.order_by("-debut", "-pk")[:MONTREES])
    tenues = PartPayeur.objects.tenues().filter(droit__in=lus)
    payes = dict(tenues.order_by().values_list("droit").annotate(somme=Sum("montant")))
    pris = _jours_pris([droit.pk for droit in lus if droit.jours is not None])
    prises = aides_reservees(lus) if prevues else {}
    jour = timezone.localdate()
    return [
        _decrire(
            droit,
            Pris(payes.get(droit.pk) or ZERO, frozenset(pris[droit.pk])),
            _prevu(prises.get(droit.pk, [])),
            finie=droit.fin is not None and droit.fin < jour,
        )
        for droit in lus
    ]


def _jours_pris(droits: list[int]) -> dict[int, set[tuple[int | None, date]]]:
    """right → (child, day) of which it has paid something."""
    pris: dict[int, set[tuple[int | None, date]]] = defaultdict(set)
    if not droits:
        return pris
    payes: dict[tuple[int, int | None, str], Decimal] = defaultdict(Decimal)
    tenues = PartPayeur.objects.tenues().filter(droit__in=droits).order_by()
    for droit, enfant, dates in tenues.values_list("droit", "ligne__enfant", "dates"):
        for jour, montant in dates.items():
            payes[droit, enfant, jour] += Decimal(montant)
    for (droit, enfant, jour), somme in payes.items():
        if somme > 0:
            pris[droit].add((enfant, date.fromisoformat(jour)))
    return pris


def _prevu(prises: Sequence[tuple[int, Mapping[date, Decimal]]]) -> Pris:
    return Pris(
        sum((sum(jours.values(), ZERO) for _enfant, jours in prises), ZERO),
        frozenset((enfant, jour) for enfant, jours in prises for jour, du in jours.items() if du),
    )


def _decrire(droit: DroitPayeur, paye: Pris, prevu: Pris, *, finie: bool) -> AideDite:
    plafond, dus = droit.plafond, paye.montant + prevu.montant
    aide = AideDite(
        droit,
        droit.plafonds_dits,
        en_euros(paye.montant),
        "" if plafond is None else en_euros(max(plafond - dus, ZERO)),
        finie,
        prevu=en_euros(prevu.montant) if prevu.montant else "",
        epuisee=plafond is not None and paye.montant >= plafond,
        promise=plafond is not None and dus >= plafond,
    )
    if droit.jours is None:
        return aide
    pris, tous = len(paye.jours), len(paye.jours | prevu.jours)
    return replace(
        aide,
        jours_pris=compte(pris, "jour"),
        jours_prevus=compte(tous - pris, "jour") if tous > pris else "",
        jours_restants=compte(max(droit.jours - tous, 0), "jour"),
        epuisee=aide.epuisee or pris >= droit.jours,
        promise=aide.promise or tous >= droit.jours,
    )
