"""How old debts are, household by household (balance âgée)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from famille.models import Facture, Foyer
from famille.regles.montants import CENTIME, ZERO

# (name, label, from how many days late, to how many: None for no end)
TRANCHES = (
    ("non_echu", "Pas encore dû", None, 0),
    ("moins_de_30", "Moins de 30 jours", 1, 29),
    ("de_30_a_60", "30 à 59 jours", 30, 59),
    ("de_60_a_90", "60 à 89 jours", 60, 89),
    ("plus_de_90", "90 jours et plus", 90, None),
)
NOMS = [nom for nom, *_reste in TRANCHES]
_DU = F("total") - F("regle")


def balance(jour: date) -> QuerySet[Foyer, Any]:
    """QuerySet of the households that owe something, each with a sum by slice (`NOMS`), `au_tresor`
    and `du`, the whole, in euros. What the Trésor collects is apart, whatever its age;
    what somebody else pays in a household's place is not the household's."""
    dues = Facture.objects.dues().aux_familles().order_by().values("foyer")
    return Foyer.objects.filter(pk__in=dues).annotate(
        **{
            nom: _somme(_dans_la_tranche(jour, debut, fin, prefixe="factures__"))
            for nom, _libelle, debut, fin in TRANCHES
        },
        au_tresor=_somme(Q(factures__au_tresor_le__isnull=False)),
        du=_somme(Q()),
    )


def totaux_de_la_balance(jour: date) -> dict[str, Decimal]:
    """slice → the town's sum; `au_tresor`, `du`. One query."""
    dues = Facture.objects.dues().aux_familles().order_by()
    lus = dues.aggregate(
        **{
            nom: Sum(_DU, filter=_dans_la_tranche(jour, debut, fin))
            for nom, _libelle, debut, fin in TRANCHES
        },
        au_tresor=Sum(_DU, filter=Q(au_tresor_le__isnull=False)),
        du=Sum(_DU),
    )
    return {nom: (somme or ZERO).quantize(CENTIME) for nom, somme in lus.items()}


def _somme(quoi: Q) -> Any:
    """What the household owes of its invoices that are so."""
    due = Q(
        factures__etat=Facture.Etat.PUBLIEE,
        factures__genre=Facture.Genre.FACTURE,
        factures__payeur=None,
        factures__total__gt=F("factures__regle"),
    )
    reste = F("factures__total") - F("factures__regle")
    return Coalesce(Sum(reste, filter=due & quoi), ZERO)


def _dans_la_tranche(jour: date, debut: int | None, fin: int | None, prefixe: str = "") -> Q:
    """The invoices of the régie that are late by `debut` to `fin` days on `jour`."""
    dedans = Q(**{f"{prefixe}au_tresor_le": None})
    if debut is not None:
        dedans &= Q(**{f"{prefixe}echeance__lte": jour - timedelta(days=debut)})
    if fin is not None:
        dedans &= Q(**{f"{prefixe}echeance__gte": jour - timedelta(days=fin)})
    return dedans
