"""Bookings as an iCalendar (RFC 5545): what goes with the summary's mail, and what a telephone's
calendar reads.

First names, centres and hours only: an .ics travels further than a page of the portal. One entry a
day, a child and an activity; where the town has not said its hours, it lasts the day and leaves it
free for the rest of the family's calendar.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from icalendar import Alarm, Calendar, Event

from famille.socle.dire import enumerer
from reservations.models import Activite
from reservations.regles.blocs import NOMS, Moment
from reservations.regles.juge import PARIS

if TYPE_CHECKING:
    from famille.models import Enfant
    from reservations.moteur.agenda_demande import Nomme


_PRODUIT = "-//Portail Famille//Réservations//FR"
_ORIGINE = datetime(2020, 1, 1, tzinfo=UTC)  # of SEQUENCE, which must fit in 31 bits: until 2088
_RAFRAICHIR = timedelta(hours=6)
_ALARME = time(18)  # of the last day on which it can be cancelled
_ENTIERE = ({Moment.JOURNEE}, {Moment.MATIN, Moment.APRES_MIDI})


@dataclass(frozen=True)
class RendezVous:
    """One child in one activity, on one day. `le`: when this was decided, aware; the latest of two
    with the same `uid` wins. `heures`: None for the whole day; `limite`: until when it can be
    cancelled, of which an alarm warns."""

    uid: str
    jour: date
    titre: str
    lieu: str
    detail: str
    le: datetime
    annule: bool = False
    heures: tuple[time, time] | None = None
    limite: datetime | None = None


def uid(foyer: int, enfant: int, activite: int, jour: date) -> str:
    """The same for a household, a child, an activity and a day, booked, cancelled or booked again;
    other towns differ.

    The mail and the feed give the same one, so that a calendar that has both shows the day once.
    """
    adresse = f"{settings.ADRESSE}/reservations/{foyer}/{enfant}/{activite}/{jour}"
    return f"{uuid.uuid5(uuid.NAMESPACE_URL, adresse)}@portail"


def rendez_vous(
    foyer_id: int,
    enfant: "Nomme | Enfant",
    activite: Activite,
    jour: date,
    moments: Collection[str],
    *,
    le: datetime,
    detail: str = "",
    annule: bool = False,
    absence: bool = False,
    limite: datetime | None = None,
) -> RendezVous:
    """`enfant`: anything with `pk` and `prenom`; `activite`: with its structure already read;
    `moments`: the parts of the day."""
    ordonnes = [Moment(moment) for moment in sorted(set(moments))]
    titre = f"{enfant.prenom} · {activite.structure.nom}"
    if set(ordonnes) not in _ENTIERE:
        titre += f", {enumerer(NOMS[moment] for moment in ordonnes)}"
    return RendezVous(
        uid(foyer_id, enfant.pk, activite.pk, jour),
        jour,
        f"Absence annoncée : {titre}" if absence else titre,
        ", ".join(filter(None, [activite.structure.nom, activite.structure.adresse])),
        detail,
        le,
        annule,
        activite.heures(ordonnes),
        None if annule or absence else limite,
    )


def calendrier(rendez_vous: Iterable[RendezVous], *, nom: str = "", methode: str = "") -> str:
    """The text of an .ics. `nom`: shown by a calendar that subscribes to it; `methode`: PUBLISH
    when it is mailed."""
    agenda = Calendar()
    agenda.add("prodid", _PRODUIT)
    agenda.add("version", "2.0")
    if methode:
        agenda.add("method", methode)
    if nom:
        agenda.add("name", nom)
        agenda.add("x-wr-calname", nom)
        agenda.add("refresh-interval", _RAFRAICHIR, parameters={"VALUE": "DURATION"})
    for un in sorted(rendez_vous, key=lambda un: (un.jour, un.titre, un.uid)):
        agenda.add_component(_evenement(un))
    agenda.add_missing_timezones()
    return agenda.to_ical().decode()


def _evenement(un: RendezVous) -> Event:
    evenement = Event()
    evenement.add("uid", un.uid)
    evenement.add("dtstamp", un.le.astimezone(UTC).replace(microsecond=0))
    evenement.add("sequence", int((un.le - _ORIGINE).total_seconds()))
    debut, fin = _bornes(un)
    evenement.add("dtstart", debut)
    evenement.add("dtend", fin)
    evenement.add("summary", un.titre)
    evenement.add("location", un.lieu)
    if un.detail:
        evenement.add("description", un.detail)
    evenement.add("status", "CANCELLED" if un.annule else "CONFIRMED")
    evenement.add("transp", "TRANSPARENT")
    evenement.add("class", "PRIVATE")
    soir = un.limite and _soir(un.limite)
    if soir and soir > un.le:  # else it was decided once it was already too late to be reminded
        evenement.add_component(_alarme(un.titre, soir))
    return evenement


def _bornes(un: RendezVous) -> tuple[date, date]:
    """In UTC, which every calendar reads without being told of our time zone."""
    if un.heures is None:
        return un.jour, un.jour + timedelta(days=1)
    debut, fin = (datetime.combine(un.jour, heure, tzinfo=PARIS) for heure in un.heures)
    return debut.astimezone(UTC), fin.astimezone(UTC)


def _soir(limite: datetime) -> datetime:
    """The evening of the last day, while there is still time."""
    return datetime.combine(limite.astimezone(PARIS).date(), _ALARME, tzinfo=PARIS)


def _alarme(titre: str, soir: datetime) -> Alarm:
    alarme = Alarm()
    alarme.add("action", "DISPLAY")
    alarme.add("trigger", soir.astimezone(UTC))
    alarme.add("description", f"Dernier jour pour annuler, jusqu’à minuit : {titre}")
    return alarme
