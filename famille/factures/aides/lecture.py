"""The rights of households, with what is paid of each and what is left."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils import timezone

from famille.models import DroitPayeur, PartPayeur
from famille.socle.dire import compte, en_euros

ZERO = Decimal("0.00")
MONTREES = 60


@dataclass(frozen=True)
class AideDite:
    """`paye`: what is published of it; `reste`: of its ceiling, "" without one; `jours_pris`,
    `jours_restants`: of its days, "" where they are not counted; `epuisee`: one of the two is
    spent."""

    droit: DroitPayeur
    phrases: list[str]
    paye: str
    reste: str
    finie: bool
    jours_pris: str = ""
    jours_restants: str = ""
    epuisee: bool = False


def lire_les_aides(droits: QuerySet[DroitPayeur]) -> list[AideDite]:
    """In the order of days, the latest first. Two queries, three where days are counted."""
    lus = list(
        droits.select_related("payeur", "enfant", "foyer", "preuve").order_by("-debut", "-pk")[
            :MONTREES
        ]
    )
    tenues = PartPayeur.objects.tenues().filter(droit__in=lus)
    payes = dict(tenues.order_by().values_list("droit").annotate(somme=Sum("montant")))
    pris = _jours_pris([droit.pk for droit in lus if droit.jours is not None])
    jour = timezone.localdate()
    return [
        _dire(droit, payes.get(droit.pk) or ZERO, pris[droit.pk], finie=_finie(droit, jour))
        for droit in lus
    ]


def _jours_pris(droits: list[int]) -> Counter[int]:
    """right → how many days of a child it has paid something of."""
    if not droits:
        return Counter()
    payes: dict[tuple[int, int | None, str], Decimal] = defaultdict(Decimal)
    tenues = PartPayeur.objects.tenues().filter(droit__in=droits).order_by()
    for droit, enfant, dates in tenues.values_list("droit", "ligne__enfant", "dates"):
        for jour, montant in dates.items():
            payes[droit, enfant, jour] += Decimal(montant)
    return Counter(droit for (droit, _enfant, _jour), somme in payes.items() if somme > 0)


def _dire(droit: DroitPayeur, paye: Decimal, pris: int, *, finie: bool) -> AideDite:
    reste = "" if droit.plafond is None else en_euros(max(droit.plafond - paye, ZERO))
    epuisee = droit.plafond is not None and paye >= droit.plafond
    aide = AideDite(droit, droit.plafonds_dits, en_euros(paye), reste, finie, epuisee=epuisee)
    if droit.jours is None:
        return aide
    return replace(
        aide,
        jours_pris=compte(pris, "jour"),
        jours_restants=compte(max(droit.jours - pris, 0), "jour"),
        epuisee=epuisee or pris >= droit.jours,
    )


def _finie(droit: DroitPayeur, jour: date) -> bool:
    return droit.fin is not None and droit.fin < jour
