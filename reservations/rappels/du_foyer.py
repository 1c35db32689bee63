"""A week's bookings as its reminder says them: first name, days, centre, until when each can be
cancelled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from famille.models import Enfant, Foyer
from reservations.lecture.blocs_reserves import BlocReserve, lire_blocs_reserves
from reservations.models import Reservation
from reservations.moteur.jugement import libelle_du_bloc
from reservations.regles.dire import rang_du_moment
from reservations.regles.juge import PARIS, dire_la_limite
from reservations.regles.rappel import SemaineRappelee


@dataclass(frozen=True)
class Rappelee:
    """One bloc that the household has booked. `choix`: how the page names it when it is sent
    back."""

    reserve: BlocReserve
    maintenant: datetime

    @property
    def enfant(self) -> Enfant:
        return self.reserve.enfant

    @property
    def quand(self) -> str:
        return libelle_du_bloc(self.reserve.bloc, self.reserve.activite.service)

    @property
    def centre(self) -> str:
        return self.reserve.activite.structure.nom

    @property
    def annulable(self) -> bool:
        return self.maintenant <= self.reserve.limite

    @property
    def jusqu_au(self) -> str:
        return dire_la_limite(self.reserve.limite)

    @property
    def choix(self) -> str:
        return f"{self.enfant.pk}-{self.reserve.activite.pk}-{self.reserve.bloc.cle}"


def lire_semaine(
    foyers: Iterable[Foyer], semaine: SemaineRappelee, *, maintenant: datetime
) -> dict[int, list[Rappelee]]:
    """household (pk) → what it has booked that week, today and later, in the order of the days. Two
    queries."""
    aujourdhui = maintenant.astimezone(PARIS).date()
    siennes: dict[int, list[Rappelee]] = {}
    for reserve in lire_blocs_reserves(foyers, semaine.lundi, semaine.dimanche):
        prevu = all(une.presence == Reservation.Presence.PREVU for une in reserve.reservations)
        if prevu and reserve.bloc.fin >= aujourdhui:
            siennes.setdefault(reserve.foyer.pk, []).append(Rappelee(reserve, maintenant))
    for lignes in siennes.values():
        lignes.sort(
            key=lambda une: (
                une.reserve.bloc.debut,
                une.enfant.naissance,
                rang_du_moment(une.reserve.bloc.cle),
            )
        )
    return siennes
