"""Which day a list opens on, and the days before and after it that have children."""

from dataclasses import dataclass
from datetime import date

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
    jours = siennes.values_list("creneau__jour", flat=True)
    avant, apres = jours.order_by("-creneau__jour"), jours.order_by("creneau__jour")
    jour = (
        demande
        or apres.filter(creneau__jour__gte=aujourd_hui).first()
        or avant.filter(creneau__jour__lt=aujourd_hui).first()
        or aujourd_hui
    )
    return Jours(
        jour,
        avant.filter(creneau__jour__lt=jour).first(),
        apres.filter(creneau__jour__gt=jour).first(),
        bool(demande),
    )
