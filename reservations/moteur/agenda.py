"""Bookings as an iCalendar (RFC 5545): what goes with the summary's mail, and what a telephone's
calendar reads.

First names, centres and half-days only: an .ics travels further than a page of the portal. The rows
hold no hour, so an event lasts its day and leaves it free for the rest of the family's calendar.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from icalendar import Calendar, Event

from reservations.models import Creneau

if TYPE_CHECKING:
    from famille.models import Enfant
    from reservations.moteur.agenda_demande import Nomme


_PRODUIT = "-//Portail Famille//Réservations//FR"
_ORIGINE = datetime(2020, 1, 1, tzinfo=UTC)  # of SEQUENCE, which must fit in 31 bits: until 2088
_RAFRAICHIR = timedelta(hours=6)


@dataclass(frozen=True)
class RendezVous:
    """One child on one créneau. `le`: when this was decided, aware; the latest of two with the same
    `uid` wins."""

    uid: str
    jour: date
    titre: str
    lieu: str
    detail: str
    le: datetime
    annule: bool = False


def uid(foyer: int, enfant: int, creneau: int) -> str:
    """The same for a household, a child and a créneau (pks), booked, cancelled or booked again;
    other towns differ.

    The mail and the feed give the same one, so that a calendar that has both shows the day once.
    """
    adresse = f"{settings.ADRESSE}/reservations/{foyer}/{enfant}/{creneau}"
    return f"{uuid.uuid5(uuid.NAMESPACE_URL, adresse)}@portail"


def rendez_vous(
    foyer_id: int,
    enfant: "Nomme | Enfant",
    creneau: Creneau,
    *,
    le: datetime,
    detail: str = "",
    annule: bool = False,
    absence: bool = False,
) -> RendezVous:
    """`enfant`: anything with `pk` and `prenom`; `creneau`: with its activity and structure already
    read."""
    activite = creneau.activite
    titre = f"{enfant.prenom} · {activite.structure.nom}, {creneau.get_moment_display().lower()}"
    return RendezVous(
        uid(foyer_id, enfant.pk, creneau.pk),
        creneau.jour,
        f"Absence annoncée : {titre}" if absence else titre,
        ", ".join(filter(None, [activite.structure.nom, activite.structure.adresse])),
        detail,
        le,
        annule,
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
    evenement.add("dtstart", un.jour)
    evenement.add("dtend", un.jour + timedelta(days=1))
    evenement.add("summary", un.titre)
    evenement.add("location", un.lieu)
    if un.detail:
        evenement.add("description", un.detail)
    evenement.add("status", "CANCELLED" if un.annule else "CONFIRMED")
    evenement.add("transp", "TRANSPARENT")
    evenement.add("class", "PRIVATE")
    return evenement
