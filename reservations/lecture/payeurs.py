"""Who pays a child's days in place of the household that books them (famille.models.placement)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from famille.models import Placement

type PeriodePayee = tuple[date, date | None, int]  # first day, last day, key of the TiersPayeur


@dataclass(frozen=True)
class Payeurs:
    """(child, household) → when, and who."""

    periodes: dict[tuple[int, int], list[PeriodePayee]] = field(default_factory=dict)

    def du(self, enfant: int, foyer: int, jour: date) -> int | None:
        """The key of who pays that day; None, the household does."""
        for debut, fin, payeur in self.periodes.get((enfant, foyer), ()):
            if debut <= jour and (fin is None or jour <= fin):
                return payeur
        return None


def payeurs_de(foyers: Iterable[int]) -> Payeurs:
    """The payers of the children that these households (keys) take in. One query."""
    periodes: dict[tuple[int, int], list[PeriodePayee]] = defaultdict(list)
    lus = Placement.objects.filter(foyer__in=list(foyers), payeur__isnull=False)
    for enfant, foyer, debut, fin, payeur in lus.values_list(
        "enfant", "foyer", "debut", "fin", "payeur"
    ):
        periodes[enfant, foyer].append((debut, fin, payeur))
    return Payeurs(periodes)
