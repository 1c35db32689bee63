"""What is booked by the part of a day and billed by the time spent there: from the hours that the
door noted, by half-hour or hour begun. No Django (docs/comprendre/consommation.md).

The rule, for each part of the day by itself:

- the time goes from the arrival to the departure, inside the hours of the part: who comes before
  they begin does not pay for it, who leaves after they end pays a late pick-up instead;
- an hour that was not noted is that of the part: without either, the whole part is due;
- whole minutes count, and each half-hour (or hour) begun is due; who came owes one at least.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from famille.socle.dire import enumerer, heure_dite
from reservations.regles.blocs import Moment, UniteComptee
from reservations.regles.calendrier import PARIS

from .passages import Porte

# The minutes of one unit.
PAS = {UniteComptee.DEMI_HEURE: 30, UniteComptee.HEURE: 60}
REGLES_DITES = {
    UniteComptee.DEMI_HEURE: "Toute demi-heure commencée est due.",
    UniteComptee.HEURE: "Toute heure commencée est due.",
}
# What a tariff says of it before it happens.
REGLE_PUBLIQUE = (
    "d’après les heures d’arrivée et de départ notées sur place, toute {unite} commencée étant"
    " due ; le créneau entier quand elles n’ont pas été notées"
)
type PlageHoraire = tuple[time, time]


def plages_de(
    ouvre_a: time | None,
    midi_a: time | None,
    reprend_a: time | None,
    ferme_a: time | None,
    moments: Iterable[str],
) -> list[PlageHoraire]:
    """The stretches of time of these parts of a day, in order: two where the morning and the
    afternoon do not follow each other. Empty where the town has not said their hours."""
    if not (ouvre_a and ferme_a):
        return []
    tous, reprise = set(moments), reprend_a or midi_a
    if Moment.JOURNEE in tous or (len(tous) == 2 and not reprend_a):
        return [(ouvre_a, ferme_a)]
    if not (midi_a and reprise):
        return []
    des_moments = {Moment.MATIN: (ouvre_a, midi_a), Moment.APRES_MIDI: (reprise, ferme_a)}
    return [plage for moment, plage in des_moments.items() if moment in tous]


def unites_entieres(pas: int, plage: PlageHoraire | None) -> int:
    """How many units a whole part of the day is; one where its hours are not known.

    >>> unites_entieres(30, (time(16, 30), time(18, 30)))
    4
    """
    return _commencees(_minutes(plage[1]) - _minutes(plage[0]), pas) if plage else 1


@dataclass(frozen=True, slots=True)
class TempsPasse:
    """The time spent in a part of a day: the units due, and the hours that make them, in minutes of
    the day. `note`: False where nobody noted any hour."""

    unites: int
    plage: tuple[int, int] | None = None
    note: bool = True

    @property
    def dit(self) -> str:
        """ "de 16 h 30 à 17 h 40", "de 7 h 30 à 8 h 30 (heures non notées : créneau entier)"."""
        if self.plage is None:
            return "créneau entier"
        debut, fin = (heure_dite(time(*divmod(minutes, 60))) for minutes in self.plage)
        return f"de {debut} à {fin}" + (
            "" if self.note else " (heures non notées : créneau entier)"
        )


def temps_passe(
    pas: int, plage: PlageHoraire | None, porte: Porte | None, jour: date
) -> TempsPasse:
    """What a child who came owes for this part of the day."""
    note = porte is not None and bool(porte.arrivee or porte.depart)
    if plage is None:
        return TempsPasse(unites_entieres(pas, plage), note=note)
    debut, fin = (_minutes(heure) for heure in plage)
    if porte is None or not note:
        return TempsPasse(unites_entieres(pas, plage), (debut, fin), note=False)
    arrivee = _dedans(porte.arrivee, jour, debut, fin) if porte.arrivee else debut
    depart = _dedans(porte.depart, jour, debut, fin) if porte.depart else fin
    depart = max(arrivee, depart)
    return TempsPasse(_commencees(depart - arrivee, pas), (arrivee, depart))


def dire_le_temps(unite: UniteComptee, parts: Iterable[tuple[str, TempsPasse]]) -> str:
    """What an invoice says of it, each part by its name: "Temps passé : garderie du soir de
    16 h 30 à 17 h 40. Toute demi-heure commencée est due."."""
    dites = enumerer(f"{nom} {temps.dit}" for nom, temps in parts)
    return f"Temps passé : {dites}. {REGLES_DITES[unite]}" if dites else ""


def _dedans(moment: datetime, jour: date, debut: int, fin: int) -> int:
    local = moment.astimezone(PARIS)
    return min(max(_minutes(local.time()) + (local.date() - jour).days * 24 * 60, debut), fin)


def _commencees(minutes: int, pas: int) -> int:
    return max(-(-minutes // pas), 1)


def _minutes(heure: time) -> int:
    return heure.hour * 60 + heure.minute
