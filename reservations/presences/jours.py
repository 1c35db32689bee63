"""Which day a list opens on, and the days before and after it that have children."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from reservations.models import Activite, Reservation


@dataclass(frozen=True)
class Jours:
    """`jour`: the day shown; `avant`, `apres`: its neighbours with children; `demande`: whether it
    was asked for."""

    jour: date
    avant: date | None
    apres: date | None
    demande: bool


def lire_les_jours(activite: Activite, demande: date | None, aujourd_hui: date) -> Jours:
    """The day asked for, even empty. Else today when children come; else the next day when some do,
    or the last."""
    siennes = Reservation.objects.filter(creneau__activite=activite)
    jour = demande or _jour_a_montrer(siennes, aujourd_hui)
    return Jours(
        jour,
        _dernier(siennes, creneau__jour__lt=jour),
        _premier(siennes, creneau__jour__gt=jour),
        bool(demande),
    )


def _jour_a_montrer(reservations: QuerySet[Reservation], aujourd_hui: date) -> date:
    prochain = _premier(reservations, creneau__jour__gte=aujourd_hui)
    return prochain or _dernier(reservations, creneau__jour__lt=aujourd_hui) or aujourd_hui


def _premier(reservations: QuerySet[Reservation], **condition: Any) -> date | None:
    jours = (
        reservations.filter(**condition)
        .order_by("creneau__jour")
        .values_list("creneau__jour", flat=True)
    )
    return jours.first()


def _dernier(reservations: QuerySet[Reservation], **condition: Any) -> date | None:
    jours = (
        reservations.filter(**condition)
        .order_by("-creneau__jour")
        .values_list("creneau__jour", flat=True)
    )
    return jours.first()
