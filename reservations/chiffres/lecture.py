"""Figures of a period, counted by the database: a line a day and an age band at most, never a
booking (a big town ticks 60,000 children a month)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, NamedTuple

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When

from reservations.lecture.ville import lire_la_ville
from reservations.models import Activite, Creneau, Reservation
from reservations.planning.bureau.remplissage import AgeLe
from reservations.regles.accueil.heures import (
    BORNES_CAF,
    BORNES_SDJES,
    HEURE,
    Temps,
    minutes_retenues,
    temps_de,
)
from reservations.regles.blocs import Moment
from reservations.regles.calendrier import Calendrier

PRESENT = Reservation.Presence.PRESENT
PREVU = Reservation.Presence.PREVU


class _Compte(NamedTuple):
    activite: int
    jour: date
    moment: Moment
    tranche: int
    nombre: int


@dataclass
class CaseDHeures:
    """`venues`: children ticked present, counted once a créneau; `minutes`: those that count;
    `ecretees`: those that the cap took off."""

    venues: int = 0
    minutes: int = 0
    ecretees: int = 0

    def ajouter(self, nombre: int, duree: int, retenues: int) -> None:
        self.venues += nombre
        self.minutes += nombre * retenues
        self.ecretees += nombre * (duree - retenues)


@dataclass
class LigneDHeures:
    """Of an activity and a kind of time. `cases`: by age band; `jours`: days on which somebody
    came; `sans_duree`: the activity says no hours, and nothing is counted."""

    activite: Activite
    temps: Temps
    cases: list[CaseDHeures]
    jours: set[date]
    sans_duree: bool = False

    @property
    def venues(self) -> int:
        return sum(case.venues for case in self.cases)

    @property
    def minutes(self) -> int:
        return sum(case.minutes for case in self.cases)

    @property
    def ecretees(self) -> int:
        return sum(case.ecretees for case in self.cases)


@dataclass(frozen=True)
class Heures:
    """`a_pointer`: bookings of past days of which nobody has said whether the child came."""

    lignes: Sequence[LigneDHeures]
    a_pointer: int

    @property
    def minutes(self) -> int:
        return sum(ligne.minutes for ligne in self.lignes)


def activites_declarees() -> QuerySet[Activite]:
    """Those that the State oversees: of the others it asks nothing."""
    return Activite.objects.filter(encadree=True).select_related("structure")


def lire_les_heures(activites: Iterable[Activite], debut: date, fin: date) -> Heures:
    """Three queries and the calendar's, whatever the number of bookings."""
    connues = {activite.pk: activite for activite in activites}
    siennes = Reservation.objects.filter(
        creneau__activite__in=connues, creneau__jour__range=(debut, fin)
    )
    calendrier = lire_la_ville(debut, fin).calendrier
    lignes: dict[tuple[int, Temps], LigneDHeures] = {}
    for un in _compter(siennes.filter(presence=PRESENT), BORNES_CAF):
        activite, temps = connues[un.activite], temps_de(un.jour, calendrier)
        ligne = lignes.setdefault(
            (un.activite, temps),
            LigneDHeures(
                activite, temps, [CaseDHeures() for _ in range(len(BORNES_CAF) + 1)], set()
            ),
        )
        duree = duree_de(activite, un.moment)
        ligne.sans_duree |= duree is None
        ligne.jours.add(un.jour)
        retenues = minutes_retenues(duree or 0, un.moment, temps)
        ligne.cases[un.tranche].ajouter(un.nombre, duree or 0, retenues)
    rangs = list(Temps)
    rangees = sorted(lignes.values(), key=lambda un: (str(un.activite), rangs.index(un.temps)))
    return Heures(rangees, siennes.filter(presence=PREVU).count())


def _compter(reservations: QuerySet[Reservation], bornes: Sequence[int]) -> list[_Compte]:
    """By activity, day, part of the day and age band on that day. One query."""
    age = AgeLe("creneau__jour", "enfant__naissance")
    lues = (
        reservations.order_by()
        .annotate(age=age)
        .annotate(tranche=_tranche(bornes))
        .values_list("creneau__activite", "creneau__jour", "creneau__moment", "tranche")
        .annotate(nombre=Count("pk"))
    )
    return [
        _Compte(activite, jour, Moment(moment), tranche, nombre)
        for activite, jour, moment, tranche, nombre in lues
    ]


def _tranche(bornes: Sequence[int]) -> Case:
    """The rank of the band of `age`."""
    cas = [When(age__lt=borne, then=Value(rang)) for rang, borne in enumerate(bornes)]
    return Case(*cas, default=Value(len(bornes)), output_field=IntegerField())


def duree_de(activite: Activite, moment: Moment) -> int | None:
    """In minutes; None where the activity says no hours."""
    plages = activite.plages([moment])
    return sum(_minutes(fin) - _minutes(debut) for debut, fin in plages) if plages else None


def _minutes(heure: time) -> int:
    return heure.hour * HEURE + heure.minute


@dataclass(frozen=True)
class EnfantCompte:
    """A child in one figure."""

    pk: int
    nom: str
    venues: int
    minutes: int


def enfants_d_une_case(
    activite: Activite, debut: date, fin: date, *, temps: Temps, tranche: int
) -> list[EnfantCompte]:
    """Who is in the figure of this activity, this kind of time and this band, in the order of
    names. One query and the calendar's."""
    calendrier = lire_la_ville(debut, fin).calendrier
    lues = (
        Reservation.objects.filter(
            creneau__activite=activite, creneau__jour__range=(debut, fin), presence=PRESENT
        )
        .annotate(age=AgeLe("creneau__jour", "enfant__naissance"))
        .annotate(tranche=_tranche(BORNES_CAF))
        .filter(tranche=tranche)
        .order_by("enfant__nom", "enfant__prenom", "enfant")
        .values_list("enfant", "enfant__nom", "enfant__prenom", "creneau__jour", "creneau__moment")
    )
    par_enfant: dict[tuple[int, str], CaseDHeures] = defaultdict(CaseDHeures)
    for enfant, nom, prenom, jour, moment in lues:
        if temps_de(jour, calendrier) == temps:
            duree = duree_de(activite, Moment(moment)) or 0
            retenues = minutes_retenues(duree, Moment(moment), temps)
            par_enfant[enfant, f"{nom} {prenom}"].ajouter(1, duree, retenues)
    return [
        EnfantCompte(pk, nom, case.venues, case.minutes) for (pk, nom), case in par_enfant.items()
    ]


@dataclass(frozen=True)
class Effectif:
    """The most children expected at once in one period, by age band and in all: not always on the
    same day. `jours`: on how many days children were expected."""

    activite: Activite
    periode: str
    debut: date
    fin: date
    maximums: Sequence[int]
    maximum: int
    jours: int


def lire_les_effectifs(activites: Iterable[Activite], debut: date, fin: date) -> list[Effectif]:
    """One query and the calendar's. Who is said absent is not counted."""
    connues = {activite.pk: activite for activite in activites}
    calendrier = lire_la_ville(debut, fin).calendrier
    attendues = Reservation.objects.attendues().filter(
        creneau__activite__in=connues, creneau__jour__range=(debut, fin)
    )
    places: dict[tuple[int, str], dict[tuple[date, Moment], list[int]]] = defaultdict(dict)
    for un in _compter(attendues, BORNES_SDJES):
        periode = _periode(un.jour, calendrier)
        creneaux = places[un.activite, periode]
        nombres = creneaux.setdefault((un.jour, un.moment), [0] * (len(BORNES_SDJES) + 1))
        nombres[un.tranche] += un.nombre
    effectifs = [
        Effectif(
            connues[activite],
            periode,
            min(jour for jour, _moment in creneaux),
            max(jour for jour, _moment in creneaux),
            [max(colonne) for colonne in zip(*creneaux.values(), strict=True)],
            max(map(sum, creneaux.values())),
            len({jour for jour, _moment in creneaux}),
        )
        for (activite, periode), creneaux in places.items()
    ]
    return sorted(effectifs, key=lambda un: (str(un.activite), un.debut))


def _periode(jour: date, calendrier: Calendrier) -> str:
    """The holidays by their name and year; school days by their kind."""
    temps = temps_de(jour, calendrier)
    periode = calendrier.periode(jour)
    if temps.extrascolaire and periode:
        return f"{periode.nom} {periode.debut.year}"
    return temps.nom


@dataclass(frozen=True)
class Occupation:
    """Of an activity, in places: a place is one child on one créneau."""

    activite: Activite
    offertes: int
    reservees: int
    venues: int
    absentes: int
    a_pointer: int

    @property
    def part_reservee(self) -> int | None:
        return 100 * self.reservees // self.offertes if self.offertes else None

    @property
    def part_venue(self) -> int | None:
        return 100 * self.venues // self.offertes if self.offertes else None


def lire_l_occupation(debut: date, fin: date) -> list[Occupation]:
    """Three queries. A closed créneau offers nothing."""
    offertes: dict[int, int] = dict(
        Creneau.objects.filter(jour__range=(debut, fin), places__ouvert=True)
        .order_by()
        .values_list("activite")
        .annotate(en_tout=Sum("places__capacite"))
    )
    absents = (Reservation.Presence.ABSENT, Reservation.Presence.ABSENT_JUSTIFIE)
    lues = (
        Reservation.objects.filter(creneau__jour__range=(debut, fin))
        .order_by()
        .values_list("creneau__activite")
        .annotate(
            reservees=Count("pk"),
            venues=Count("pk", filter=Q(presence=PRESENT)),
            absentes=Count("pk", filter=Q(presence__in=absents)),
            a_pointer=Count("pk", filter=Q(presence=PREVU)),
        )
    )
    comptes: dict[int, Any] = {activite: nombres for activite, *nombres in lues}
    return [
        Occupation(activite, offertes.get(activite.pk, 0), *comptes.get(activite.pk, (0, 0, 0, 0)))
        for activite in Activite.objects.filter(pk__in={*offertes, *comptes}).select_related(
            "structure"
        )
    ]
