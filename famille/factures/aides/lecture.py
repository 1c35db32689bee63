"""The rights of households, with what is paid of each and what is left."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils import timezone

from famille.models import DroitPayeur, PartPayeur
from famille.socle.dire import en_euros

ZERO = Decimal("0.00")
MONTREES = 60


@dataclass(frozen=True)
class AideDite:
    """`paye`: what is published of it; `reste`: of its ceiling, "" without one."""

    droit: DroitPayeur
    phrases: list[str]
    paye: str
    reste: str
    finie: bool


def lire_les_aides(droits: QuerySet[DroitPayeur]) -> list[AideDite]:
    """In the order of days, the latest first. Two queries."""
    lus = list(
        droits.select_related("payeur", "enfant", "foyer", "preuve").order_by("-debut", "-pk")[
            :MONTREES
        ]
    )
    tenues = PartPayeur.objects.tenues().filter(droit__in=lus)
    payes = dict(tenues.order_by().values_list("droit").annotate(somme=Sum("montant")))
    jour = timezone.localdate()
    return [_dire(droit, payes.get(droit.pk) or ZERO, finie=_finie(droit, jour)) for droit in lus]


def _dire(droit: DroitPayeur, paye: Decimal, *, finie: bool) -> AideDite:
    reste = "" if droit.plafond is None else en_euros(max(droit.plafond - paye, ZERO))
    return AideDite(droit, droit.plafonds_dits, en_euros(paye), reste, finie)


def _finie(droit: DroitPayeur, jour: date) -> bool:
    return droit.fin is not None and droit.fin < jour
