"""Blocs: the créneaux that are booked together, or not at all. No Django (G31)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import NamedTuple


class Moment(StrEnum):
    """Part of a day; the figure puts them in the order of the day."""

    MATIN = "1-matin"
    APRES_MIDI = "2-apres-midi"
    JOURNEE = "3-journee"


class Unite(StrEnum):
    """What is booked at once: the créneaux of one moment, of one day, or of the open days of an ISO
    week."""

    DEMI_JOURNEE = "demi-journee"
    JOURNEE = "journee"
    SEMAINE = "semaine"


class UniteComptee(StrEnum):
    """A unit counted by another software and imported (canteen, garderie, crèche). A booking may be
    priced in it too: a day is a meal; a half-day is a session, or as many half-hours or hours as
    were spent there (accueil.temps)."""

    REPAS = "repas"
    SEANCE = "seance"
    DEMI_HEURE = "demi-heure"
    HEURE = "heure"


ANNEES = range(1900, 9000)
NOMS = {Moment.MATIN: "matin", Moment.APRES_MIDI: "après-midi", Moment.JOURNEE: "journée"}


class CreneauLu(NamedTuple):
    """Read by hundreds: a tuple is made three times as fast as a frozen dataclass."""

    pk: int
    jour: date
    moment: Moment
    capacite: int
    prises: int
    ouvert: bool = True

    @property
    def libres(self) -> int:
        return self.capacite - self.prises


@dataclass(frozen=True)
class Bloc:
    """Créneaux booked together. `cle`, in addresses and baskets: "2026-12-09-matin", "2026-12-21",
    "2026-S52". `propose`: False on a day that the activity offers no more (see `blocs`)."""

    cle: str
    unite: Unite
    creneaux: tuple[CreneauLu, ...]
    propose: bool = True

    @property
    def debut(self) -> date:
        return self.creneaux[0].jour

    @property
    def fin(self) -> date:
        return self.creneaux[-1].jour

    @cached_property
    def jours(self) -> list[date]:
        if len(self.creneaux) == 1:  # nearly all of those of a page
            return [self.creneaux[0].jour]
        return sorted({creneau.jour for creneau in self.creneaux})

    @cached_property
    def places(self) -> int:
        """Free places: those of its fullest créneau."""
        return min(creneau.libres for creneau in self.creneaux)

    @property
    def ouvert(self) -> bool:
        return all(creneau.ouvert for creneau in self.creneaux)

    @cached_property
    def pks(self) -> list[int]:
        """In the order in which they are locked."""
        return sorted(creneau.pk for creneau in self.creneaux)

    @property
    def nom(self) -> str:
        if self.unite == Unite.DEMI_JOURNEE:
            return NOMS[self.creneaux[0].moment]
        return "journée" if self.unite == Unite.JOURNEE else "semaine"


def cle_de(unite: Unite, jour: date, moment: Moment) -> str:
    """The key of the bloc that holds the créneau of this day and moment."""
    if unite == Unite.SEMAINE:
        annee, semaine, _jour = jour.isocalendar()
        return f"{annee}-S{semaine:02d}"
    if unite == Unite.JOURNEE:
        return jour.isoformat()
    return f"{jour.isoformat()}-{moment.value[2:]}"


# a submission calls it several times for each line, and families ask for the same days
@lru_cache(maxsize=4096)
def etendue(cle: str) -> tuple[date, date]:
    """(first, last) day that the bloc of this key may cover. ValueError for what is not a key.

    >>> etendue("2026-S52")
    (datetime.date(2026, 12, 21), datetime.date(2026, 12, 27))
    """
    if len(cle) == 8 and cle[4:6] == "-S":
        lundi = date.fromisocalendar(int(cle[:4]), int(cle[6:]), 1)
        return _si_exacte(cle, cle_de(Unite.SEMAINE, lundi, Moment.JOURNEE), lundi, jours=7)
    jour, suite = date.fromisoformat(cle[:10]), cle[10:]
    if suite not in {"", *(f"-{moment.value[2:]}" for moment in Moment)}:
        raise ValueError(f"not the key of a bloc: {cle!r}")
    return _si_exacte(cle, jour.isoformat() + suite, jour, jours=1)


def _si_exacte(cle: str, attendue: str, debut: date, *, jours: int) -> tuple[date, date]:
    """The days, if `cle` is the one key of its bloc. ValueError: Python reads "2026-W50-3" and
    "2026-S+5" as dates too, and counts no weeks around the farthest years."""
    if cle != attendue or debut.year not in ANNEES:
        raise ValueError(f"not the key of a bloc: {cle!r}")
    return debut, debut + timedelta(days=jours - 1)


def blocs(creneaux: Iterable[CreneauLu], unite_du: Callable[[date], Unite | None]) -> list[Bloc]:
    """Group the créneaux of one activity into blocs, the nearest first.

    A week is made of its open days: a closed créneau leaves it, unless all are. On a day whose
    unit is None, each créneau is a bloc that is not proposed: who has booked it can cancel it,
    nobody else sees it.
    """
    groupes: dict[str, list[CreneauLu]] = {}
    unites: dict[str, Unite | None] = {}
    for creneau in sorted(creneaux, key=lambda creneau: (creneau.jour, creneau.moment)):
        unite = unite_du(creneau.jour)
        cle = cle_de(unite or _SEUL[creneau.moment], creneau.jour, creneau.moment)
        groupes.setdefault(cle, []).append(creneau)
        unites[cle] = unite
    return [_bloc(cle, groupe, unites[cle]) for cle, groupe in groupes.items()]


_SEUL = {
    Moment.MATIN: Unite.DEMI_JOURNEE,
    Moment.APRES_MIDI: Unite.DEMI_JOURNEE,
    Moment.JOURNEE: Unite.JOURNEE,
}


def _bloc(cle: str, groupe: list[CreneauLu], unite: Unite | None) -> Bloc:
    creneaux = tuple(groupe)
    if unite == Unite.SEMAINE:
        creneaux = tuple(creneau for creneau in creneaux if creneau.ouvert) or creneaux
    return Bloc(cle, unite or _SEUL[creneaux[0].moment], creneaux, propose=unite is not None)
