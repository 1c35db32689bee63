"""Bring an official calendar: what does not touch a period that is there is added; the rest is left
to the agents."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from wagtail.log_actions import log

from famille.models import Utilisateur
from reservations.models import PeriodeScolaire
from reservations.planning.calendrier_initial import PeriodeDite


@dataclass(frozen=True)
class Apercu:
    """`nouvelles`: to add; `deja`: (period read, the one of the portal that it touches)."""

    nouvelles: tuple[PeriodeDite, ...]
    deja: tuple[tuple[PeriodeDite, PeriodeScolaire], ...]


def prevoir(lues: Sequence[PeriodeDite]) -> Apercu:
    """What an import would do. One query."""
    connues = list(PeriodeScolaire.objects.all())
    nouvelles: list[PeriodeDite] = []
    deja = []
    for lue in lues:
        _nom, _nature, debut, fin = lue
        touchee = next((une for une in connues if une.debut <= fin and une.fin >= debut), None)
        if touchee:
            deja.append((lue, touchee))
        elif not any(autre[2] <= fin and autre[3] >= debut for autre in nouvelles):
            nouvelles.append(lue)
    return Apercu(tuple(nouvelles), tuple(deja))


@transaction.atomic
def importer(lues: Sequence[PeriodeDite], *, par: Utilisateur) -> int:
    """How many were added. The same file twice adds nothing."""
    apercu = prevoir(lues)
    for nom, nature, debut, fin in apercu.nouvelles:
        periode = PeriodeScolaire.objects.create(nom=nom, nature=nature, debut=debut, fin=fin)
        log(instance=periode, action="wagtail.create", user=par)
    return len(apercu.nouvelles)
