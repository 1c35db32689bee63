"""When the reminder of a week's bookings leaves. No database, no Django; days are Paris days.

The deadline of a booking is that of cancelling it (regles.Delai). The reminder of an ISO week
leaves `jours` days before the first deadline of that week's bookings; a booking made since that day
reminds nobody: it has just been thought of.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from famille.socle.dire import du_au

from .juge import PARIS, Calendrier, Delai

UN_JOUR = timedelta(days=1)
UNE_SEMAINE = timedelta(days=7)


@dataclass(frozen=True)
class SemaineRappelee:
    """An ISO week, named by its Monday."""

    lundi: date

    @classmethod
    def de(cls, jour: date) -> "SemaineRappelee":
        return cls(jour - timedelta(days=jour.weekday()))

    @property
    def dimanche(self) -> date:
        return self.lundi + timedelta(days=6)

    def contient(self, debut: date, fin: date) -> bool:
        return self.lundi <= debut and fin <= self.dimanche

    def __str__(self) -> str:
        """ "semaine du 7 au 13 décembre 2026"."""
        return f"semaine {du_au(self.lundi, self.dimanche)}"


@dataclass(frozen=True)
class ARappeler:
    """A day whose bookings are to be reminded today, if they were made before `avant`."""

    jour: date
    avant: datetime


def jour_du_rappel(debut: date, delai: Delai, calendrier: Calendrier, *, jours: int) -> date:
    """The day on which what begins on `debut` is reminded.

    >>> jour_du_rappel(date(2026, 12, 9), Delai(7), Calendrier(), jours=2)
    datetime.date(2026, 11, 30)
    """
    return delai.dernier_jour(debut, calendrier) - timedelta(days=jours)


def a_rappeler(
    aujourdhui: date, delai: Delai, calendrier: Calendrier, *, jours: int
) -> Iterator[ARappeler]:
    """The days whose reminder is due: its day has come, and they can still be cancelled."""
    jour = aujourdhui
    while (rappel := jour_du_rappel(jour, delai, calendrier, jours=jours)) <= aujourdhui:
        if delai.dernier_jour(jour, calendrier) >= aujourdhui:
            yield ARappeler(jour, datetime(rappel.year, rappel.month, rappel.day, tzinfo=PARIS))
        jour += UN_JOUR


def horizon(aujourdhui: date, delais: list[Delai], *, jours: int) -> date:
    """A day after all those that `a_rappeler` may give."""
    plus_long = max((delai.recul_max for delai in delais), default=0)
    return aujourdhui + timedelta(days=plus_long + jours) + UNE_SEMAINE
