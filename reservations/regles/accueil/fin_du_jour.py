"""When a day that is booked is over: once the last of its parts has ended. No Django."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from reservations.regles.blocs import Moment
from reservations.regles.calendrier import PARIS

from .temps import plages_de

# where the town has not said its hours
FINIT = {Moment.MATIN: time(12), Moment.APRES_MIDI: time(18), Moment.JOURNEE: time(18)}
FIN_DU_REPAS = time(14)


def finit_a(moment: str, heures: Iterable[time | None], *, repas: bool) -> time:
    """When a part of a day ends. `heures`: the four of its activity, as `plages_de`.

    >>> finit_a("1-matin", (time(7, 30), time(8, 30), time(16, 30), time(18, 30)), repas=False)
    datetime.time(8, 30)
    >>> finit_a("3-journee", (None, None, None, None), repas=True)
    datetime.time(14, 0)
    """
    ouvre, midi, reprend, ferme = heures
    plages = plages_de(ouvre, midi, reprend, ferme, [moment])
    return plages[-1][1] if plages else FIN_DU_REPAS if repas else FINIT[Moment(moment)]


def a_venir_depuis(fins: Iterable[time], maintenant: datetime) -> date:
    """The first day that is not over: today until the last of its parts (`fins`) has ended, all of
    today where nothing is booked."""
    ici = maintenant.astimezone(PARIS)
    finie = max(fins, default=time.max) <= ici.time()
    return ici.date() + timedelta(days=finie)
