"""Whether a child came, in a word and a drawing, the same on every page. Nouns, since they suit Léa and Hugo alike."""

from dataclasses import dataclass, replace
from datetime import date

from .models import Reservation
from .regles_blocs import NOMS, Moment

Presence = Reservation.Presence


@dataclass(frozen=True)
class PresenceDite:
    """`moment`: "matin", where the parts of a day differ; `classe` and `icone` are those of a pill."""

    mot: str
    classe: str
    icone: str
    moment: str = ""


_DITES = {
    Presence.PRESENT: ("Présence", "validee", "coche"),
    Presence.ABSENT: ("Absence", "rejetee", "croix"),
    Presence.ABSENT_JUSTIFIE: ("Absence justifiée", "brouillon", "document"),
}
RESERVE = ("Réservé", "validee", "coche")
_ANNONCEE = ("Absence annoncée", "a-completer", "info")
PREVUE = ("Prévu", "en-attente", "calendrier")
_PAS_NOTEE = ("Pas encore noté", "brouillon", "attente")


def dire(reservation: Reservation, aujourdhui: date, *, prevue=PREVUE) -> PresenceDite:
    """One booking. `prevue`: what is said of one to come; over and not ticked yet, it is "Pas encore noté"."""
    if reservation.presence in _DITES:
        return PresenceDite(*_DITES[Presence(reservation.presence)])
    if reservation.absence_annoncee_le:
        return PresenceDite(*_ANNONCEE)
    return PresenceDite(*(prevue if reservation.creneau.jour >= aujourdhui else _PAS_NOTEE))


def dire_ensemble(reservations, aujourdhui: date, *, prevue=PREVUE) -> list[PresenceDite]:
    """The bookings of one day: one pill when they say the same, else one for each part of the day."""
    dites = [dire(une, aujourdhui, prevue=prevue) for une in reservations]
    if len(set(dites)) == 1:
        return dites[:1]
    moments = [nom_du_moment(une.creneau.moment) for une in reservations]
    return [replace(dite, moment=moment) for dite, moment in zip(dites, moments, strict=True)]


def nom_du_moment(moment: str) -> str:
    """ "matin", "après-midi", "journée"."""
    return NOMS[Moment(moment)]
