"""The days whose booking can no longer be cancelled, and of which the parent can say that the child
will not come."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from famille.models import Enfant, Foyer
from famille.socle.dire import en_jour, enumerer
from reservations.lecture.blocs_reserves import BlocReserve, lire_blocs_reserves
from reservations.lecture.presences_dites import (
    PresenceDite,
    dire,
    enumerer_les_venues,
    nom_de_la_venue,
)
from reservations.models import Activite, Reservation
from reservations.regles.accueil.fin_du_jour import a_venir_depuis
from reservations.regles.juge import PARIS, dire_la_limite

# longer than any deadline; what comes later can still be cancelled in the calendar
HORIZON = timedelta(days=62)
JUSTIFICATIF = "justificatif-medical"  # code of the démarche that excuses an absence


@dataclass(frozen=True)
class JourATenir:
    """One child, one activity, one day: booked, and too late to cancel, or already said absent
    although it could still be cancelled (`encore`)."""

    enfant: Enfant
    activite: Activite
    reservations: tuple[Reservation, ...]
    limite: str
    encore: bool

    @property
    def jour(self) -> str:
        return en_jour(self.reservations[0].creneau.jour)

    @property
    def quoi(self) -> str:
        return enumerer(self._nom(une) for une in self.reservations)

    @property
    def moments(self) -> list[tuple[str, Reservation]]:
        """Its parts, where one of them alone may be said; none where there is one only."""
        parts = [(self._nom(une), une) for une in self.reservations]
        return parts if len(parts) > 1 else []

    @property
    def a_annoncer(self) -> list[Reservation]:
        return [une for une in self.reservations if not une.absence_annoncee_le]

    @property
    def annoncees(self) -> list[Reservation]:
        return [une for une in self.reservations if une.absence_annoncee_le]

    @property
    def dite(self) -> PresenceDite:
        return dire(self.annoncees[0], self.annoncees[0].creneau.jour)

    @property
    def quoi_annonce(self) -> str:
        """Which part of the day was said; "" for the whole."""
        if not self.a_annoncer:
            return ""
        return enumerer_les_venues(self._nom(une) for une in self.annoncees)

    def _nom(self, reservation: Reservation) -> str:
        return nom_de_la_venue(self.activite.service, reservation.creneau.moment)


@dataclass
class JourDAbsences:
    """A day of all the children. `ensemble`: the bookings that one gesture announces for those who
    are still expected, none where a child's own button does it."""

    jour: date
    lignes: list[JourATenir] = field(default_factory=list)

    @property
    def dit(self) -> str:
        return en_jour(self.jour)

    @property
    def ensemble(self) -> list[Reservation]:
        attendus = [ligne for ligne in self.lignes if ligne.a_annoncer]
        if len({ligne.enfant.pk for ligne in attendus}) < 2:
            return []
        return [une for ligne in attendus for une in ligne.a_annoncer]

    @property
    def prenoms(self) -> str:
        """Those whom this one gesture is about."""
        return enumerer(
            dict.fromkeys(ligne.enfant.prenom for ligne in self.lignes if ligne.a_annoncer)
        )


def lire_les_blocs(foyers: Iterable[Foyer], maintenant: datetime) -> list[BlocReserve]:
    """What these households have booked from today on. Two queries, whatever the volume."""
    aujourdhui = maintenant.astimezone(PARIS).date()
    return lire_blocs_reserves(foyers, aujourdhui, aujourdhui + HORIZON)


def jours_a_tenir(blocs: Iterable[BlocReserve], maintenant: datetime) -> list[JourDAbsences]:
    """The nearest first, those already ticked left out; of a day the children in their order."""
    par_jour: dict[date, dict[tuple[int, int], JourATenir]] = defaultdict(dict)
    for un in blocs:
        if un.limite < maintenant or any(une.absence_annoncee_le for une in un.reservations):
            for jour, prevues in jours_prevus(un, maintenant):
                cle = un.enfant.pk, un.activite.pk
                deja = par_jour[jour].get(cle)
                ensemble = (*deja.reservations, *prevues) if deja else prevues
                par_jour[jour][cle] = JourATenir(
                    un.enfant,
                    un.activite,
                    ensemble,
                    dire_la_limite(un.limite),
                    encore=un.limite >= maintenant,
                )
    return [JourDAbsences(jour, list(par_jour[jour].values())) for jour in sorted(par_jour)]


def jours_prevus(
    un: BlocReserve, maintenant: datetime
) -> Iterator[tuple[date, tuple[Reservation, ...]]]:
    """The days of this bloc that are not over, with what of it is still expected."""
    for jour, siennes in groupby(un.reservations, key=lambda reservation: reservation.creneau.jour):
        prevues = tuple(une for une in siennes if une.presence == Reservation.Presence.PREVU)
        if prevues and jour >= a_venir_depuis((une.creneau.finit for une in prevues), maintenant):
            yield jour, prevues
