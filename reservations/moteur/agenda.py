"""Bookings as an iCalendar (RFC 5545): what goes with the summary's mail, and what a telephone's
calendar reads.

First names, centres and hours only: an .ics travels further than a page of the portal. One entry a
day, a child and an activity, one for each part of a day whose parts do not follow each other; where
the town has not said its hours, it lasts the day and leaves it free for the rest of the family's
calendar.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from icalendar import Alarm, Calendar, Event

from reservations.lecture.presences_dites import COTE_A_COTE, nommer_l_accueil
from reservations.models import Activite
from reservations.regles.blocs import Moment
from reservations.regles.juge import PARIS, dire_la_limite

if TYPE_CHECKING:
    from famille.models import Enfant
    from reservations.moteur.agenda_demande import Nomme


_PRODUIT = "-//Portail Famille//Réservations//FR"
_ORIGINE = datetime(2020, 1, 1, tzinfo=UTC)  # of SEQUENCE, which must fit in 31 bits: until 2088
_RAFRAICHIR = timedelta(hours=6)
_ALARME = time(18)  # the last one before it can no longer be cancelled
_ENTIERE = ({Moment.JOURNEE}, {Moment.MATIN, Moment.APRES_MIDI})


@dataclass(frozen=True)
class RendezVous:
    """One child in one activity, on one day. `le`: when this was decided, aware; the latest of two
    with the same `uid` wins. `heures`: None for the whole day; `limite`: until when it can be
    cancelled, of which an alarm warns; None for what is taken each school day, which would ring
    each evening."""

    uid: str
    jour: date
    titre: str
    lieu: str
    detail: str
    le: datetime
    annule: bool = False
    heures: tuple[time, time] | None = None
    limite: datetime | None = None


def uid(foyer: int, enfant: int, activite: int, jour: date, part: str = "") -> str:
    """The same for a household, a child, an activity and a day, booked, cancelled or booked again;
    other towns differ. `part`: of a day whose parts do not follow each other (`Activite.part`).

    The mail and the feed give the same one, so that a calendar that has both shows the day once.
    """
    adresse = f"{settings.ADRESSE}/reservations/{foyer}/{enfant}/{activite}/{jour}"
    adresse += f"/{part}" if part else ""
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
    `moments`: the parts of the day, of one `Activite.part`. Of a school, which has a restaurant and
    a garderie, the activity says more than the place."""
    ordonnes = [Moment(moment) for moment in sorted(set(moments))]
    quoi = activite.nom if activite.unite_comptee else activite.structure.nom
    entiere = set(ordonnes) in _ENTIERE and activite.service not in COTE_A_COTE
    dit = quoi if entiere else nommer_l_accueil(quoi, activite.service, ordonnes)
    titre = f"{enfant.prenom} · {dit}"
    return RendezVous(
        uid(foyer_id, enfant.pk, activite.pk, jour, activite.part(ordonnes[0])),
        jour,
        f"Absence annoncée : {titre}" if absence else titre,
        ", ".join(filter(None, [activite.structure.nom, activite.structure.adresse])),
        detail,
        le,
        annule,
        activite.heures(ordonnes),
        None if annule or absence or activite.service in COTE_A_COTE else limite,
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
    for un in sorted(rendez_vous, key=_ordre):
        agenda.add_component(_evenement(un))
    return _plie(agenda)


def _plie(agenda: Calendar) -> str:
    """Its lines, folded: those that each of its days says again, once."""
    plies: dict[str, str] = {}
    for ligne in (lignes := agenda.content_lines()):
        if ligne and ligne not in plies:
            plies[ligne] = ligne.to_ical().decode()
    return "".join(f"{plies[ligne]}\r\n" for ligne in lignes if ligne)


def _ordre(un: RendezVous) -> tuple[date, time, str, str]:
    return un.jour, un.heures[0] if un.heures else time.min, un.titre, un.uid


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
    if un.limite and (soir := _soir(un.limite)) > un.le:  # else it was decided too late for it
        evenement.add_component(_alarme(un.titre, soir, un.limite))
    return evenement


def _bornes(un: RendezVous) -> tuple[date, date]:
    """In UTC, which every calendar reads without being told of our time zone."""
    if un.heures is None:
        return un.jour, un.jour + timedelta(days=1)
    debut, fin = (datetime.combine(un.jour, heure, tzinfo=PARIS) for heure in un.heures)
    return debut.astimezone(UTC), fin.astimezone(UTC)


def _soir(limite: datetime) -> datetime:
    """The last evening while there is still time: that of the last day, or of the eve where an hour
    comes before it."""
    jour = limite.astimezone(PARIS).date()
    soir = datetime.combine(jour, _ALARME, tzinfo=PARIS)
    if soir < limite:
        return soir
    return datetime.combine(jour - timedelta(days=1), _ALARME, tzinfo=PARIS)


def _alarme(titre: str, soir: datetime, limite: datetime) -> Alarm:
    alarme = Alarm()
    alarme.add("action", "DISPLAY")
    alarme.add("trigger", soir.astimezone(UTC))
    alarme.add("description", f"Annulable jusqu’au {dire_la_limite(limite)} : {titre}")
    return alarme
