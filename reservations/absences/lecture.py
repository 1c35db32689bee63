"""The days whose booking can no longer be cancelled, and of which the parent can say that the child
will not come."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from famille.models import Enfant, Foyer
from famille.socle.dire import en_jour, enumerer
from reservations.lecture.blocs_reserves import BlocReserve, lire_blocs_reserves
from reservations.lecture.presences_dites import PresenceDite, dire, nom_du_moment
from reservations.models import Activite, Reservation
from reservations.regles.juge import PARIS, dire_la_limite

# longer than any deadline; what comes later can still be cancelled in the calendar
HORIZON = timedelta(days=62)
JUSTIFICATIF = "justificatif-medical"  # code of the démarche that excuses an absence


@dataclass(frozen=True)
class JourATenir:
    """One child, one activity, one day: booked, and too late to cancel."""

    enfant: Enfant
    activite: Activite
    reservations: tuple[Reservation, ...]
    limite: str

    @property
    def jour(self) -> str:
        return en_jour(self.reservations[0].creneau.jour)

    @property
    def quoi(self) -> str:
        return enumerer(
            nom_du_moment(reservation.creneau.moment) for reservation in self.reservations
        )

    @property
    def annoncee(self) -> bool:
        return all(reservation.absence_annoncee_le for reservation in self.reservations)

    @property
    def dite(self) -> PresenceDite:
        return dire(self.reservations[0], self.reservations[0].creneau.jour)

    @property
    def ancre(self) -> str:
        return f"jour-{self.reservations[0].pk}"


def jours_a_tenir(foyers: Iterable[Foyer], maintenant: datetime) -> list[JourATenir]:
    """The nearest first, those already ticked left out. Two queries, whatever the volume."""
    aujourdhui = maintenant.astimezone(PARIS).date()
    blocs = lire_blocs_reserves(foyers, aujourdhui, aujourdhui + HORIZON)
    jours = [
        jour
        for un in blocs
        if un.limite < maintenant or _annonce(un)
        for jour in _jours(un, aujourdhui)
    ]
    return sorted(jours, key=lambda un: un.reservations[0].creneau.jour)


def _annonce(un: BlocReserve) -> bool:
    return any(reservation.absence_annoncee_le for reservation in un.reservations)


def _jours(un: BlocReserve, aujourdhui: date) -> Iterator[JourATenir]:
    limite = dire_la_limite(un.limite)
    for jour, siennes in groupby(un.reservations, key=lambda reservation: reservation.creneau.jour):
        prevues = tuple(une for une in siennes if une.presence == Reservation.Presence.PREVU)
        if jour >= aujourdhui and prevues:
            yield JourATenir(un.enfant, un.activite, prevues, limite)
