"""The jobs of the Reprise outlast a task: each batch notes where it is, and another goes on."""

import time
from collections.abc import Iterator
from typing import Any

from django.db.models import F, QuerySet

from famille.models import Reprise
from famille.travaux.actions import AReprendre

PAR_LOT = 500  # things of the file
DUREE = 25.0  # seconds of one task: the queue kills it at sixty (Q_CLUSTER)


class Tranche:
    """One task's part of a job. `ou`: where the job is, by step; {} at its beginning."""

    def __init__(self, reprise: Reprise) -> None:
        self.reprise = reprise
        self.fin = time.monotonic() + DUREE

    @property
    def ou(self) -> dict[str, Any]:
        return self.reprise.bilan.get("ou", {})

    def noter(self, **ou: Any) -> None:
        """In the batch's transaction. AReprendre: another run of the job has gone further."""
        bilan = self.reprise.bilan | {"ou": self.ou | ou}
        la = Reprise.objects.filter(pk=self.reprise.pk, avance=self.reprise.avance)
        if not la.update(avance=F("avance") + 1, bilan=bilan):
            raise AReprendre
        self.reprise.avance += 1
        self.reprise.bilan = bilan

    def souffler(self) -> None:
        """Between two batches. AReprendre: it has worked long enough."""
        if time.monotonic() >= self.fin:
            raise AReprendre


def par_lots(lignes: QuerySet[Any], derniere: int = 0) -> Iterator[list[Any]]:
    """By their keys, after `derniere`; each lot is read when its turn comes."""
    while lot := list(lignes.filter(pk__gt=derniere).order_by("pk")[:PAR_LOT]):
        yield lot
        derniere = lot[-1].pk
