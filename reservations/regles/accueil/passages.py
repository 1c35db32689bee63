"""What the notes of a door say of a child: whether he is inside, since when, who fetched him, how
late. No Django.

The notes are a set: whatever the order in which tablets send them, they say the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Protocol

from reservations.regles.blocs import Moment
from reservations.regles.calendrier import PARIS

ARRIVEE, DEPART = "arrivee", "depart"
# A clock of the door is not a court: who comes within this of the end is not said late.
TOLERANCE = timedelta(minutes=1)
A_LEUR_CLASSE = timedelta(minutes=15)  # until the children of a morning garderie are in class


class Note(Protocol):
    """One row of `Passage`."""

    sens: str
    le: datetime | None
    note_le: datetime
    repris_par: str
    motif: str
    attendu_a: datetime | None


@dataclass(frozen=True)
class Porte:
    """Where one booking of a child stands at the door."""

    arrivee: datetime | None = None
    depart: datetime | None = None
    repris_par: str = ""
    motif: str = ""
    attendu_a: datetime | None = None

    @property
    def retard(self) -> int:
        """Minutes after the hour at which he was due to leave; 0 for none."""
        if not (self.depart and self.attendu_a):
            return 0
        ecart = self.depart - self.attendu_a
        return int(ecart.total_seconds() // 60) if ecart >= TOLERANCE else 0


def lire_la_porte(notes: Iterable[Note]) -> Porte:
    """The hours of one booking. A second touch of "Présent" does not move an arrival; a time typed
    by hand does, and a note taken back erases it, with the departure that followed."""
    porte = Porte()
    for note in sorted(notes, key=lambda une: une.note_le):
        if note.sens == DEPART:
            porte = Porte(arrivee=porte.arrivee)
            if note.le is not None:
                quand, attendu = note.le, note.attendu_a
                porte = Porte(porte.arrivee, quand, note.repris_par, note.motif, attendu)
        elif note.le is None:
            porte = Porte()
        elif porte.arrivee is None or note.le != note.note_le:
            porte = replace(porte, arrivee=note.le)
    return porte


def en_classe_des(
    moment: str, midi_a: time | None, reprend_a: time | None, jour: date
) -> datetime | None:
    """When the children of this part of the day have gone to class, which nobody notes: for a
    morning before a later reopening, a quarter of an hour after its end. None for a part that ends
    with a departure."""
    if moment != Moment.MATIN or midi_a is None or reprend_a is None:
        return None
    return datetime.combine(jour, midi_a, tzinfo=PARIS) + A_LEUR_CLASSE


def part_finie(
    moment: str, midi_a: time | None, reprend_a: time | None, jour: date, maintenant: datetime
) -> bool:
    """Whether the children of this part are in class by now."""
    depuis = en_classe_des(moment, midi_a, reprend_a, jour)
    return depuis is not None and maintenant > depuis


def la_depuis(portes: Iterable[Porte]) -> datetime | None:
    """Since when a child with these hours is inside; None when he is not. A child who stays for
    lunch comes once and leaves once, on two bookings."""
    siennes = list(portes)
    arrivees = sorted(une.arrivee for une in siennes if une.arrivee)
    departs = [une.depart for une in siennes if une.depart]
    depuis = [une for une in arrivees if not departs or une > max(departs)]
    return depuis[0] if depuis else None
