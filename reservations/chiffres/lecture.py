"""Figures of a period, counted by the database: a line a day and an age band at most, never a
booking (a big town ticks 60,000 children a month)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, NamedTuple

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from reservations.lecture.ville import lire_la_ville
from reservations.models import Activite, Reservation
from reservations.planning.bureau.remplissage import AgeLe
from reservations.regles.accueil.heures import (
    BORNES_CAF,
    BORNES_SDJES,
    HEURE,
    NOMS_DES_REGIMES,
    REGIMES,
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
    regime: int
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
    """The hours of an activity and a kind of time. `croisees`: by social scheme, then by age band;
    `jours`: days on which somebody came; `sans_duree`: the activity says no hours, and nothing is
    counted."""

    activite: Activite
    temps: Temps
    croisees: list[list[CaseDHeures]] = field(
        default_factory=lambda: [_cases() for _regime in NOMS_DES_REGIMES]
    )
    jours: set[date] = field(default_factory=set)
    sans_duree: bool = False

    @property
    def cases(self) -> list[CaseDHeures]:
        """By age band, all schemes together."""
        return [somme(colonne) for colonne in zip(*self.croisees, strict=True)]

    @property
    def tout(self) -> CaseDHeures:
        return somme(self.cases)


@dataclass(frozen=True)
class Heures:
    """`a_pointer`: bookings of past days of which nobody has said whether the child came."""

    lignes: Sequence[LigneDHeures]
    a_pointer: int

    @property
    def minutes(self) -> int:
        return sum(ligne.tout.minutes for ligne in self.lignes)


def _cases() -> list[CaseDHeures]:
    return [CaseDHeures() for _tranche in range(len(BORNES_CAF) + 1)]


def somme(cases: Iterable[CaseDHeures]) -> CaseDHeures:
    total = CaseDHeures()
    for une in cases:
        total.venues += une.venues
        total.minutes += une.minutes
        total.ecretees += une.ecretees
    return total


def activites_declarees() -> QuerySet[Activite]:
    """The activities that the State oversees, and asks figures about."""
    return Activite.objects.filter(encadree=True).select_related("structure")


def lire_les_heures(
    activites: Iterable[Activite], debut: date, fin: date, *, aujourdhui: date
) -> Heures:
    """Three queries and the calendar's, whatever the number of bookings."""
    connues = {activite.pk: activite for activite in activites}
    siennes = Reservation.objects.filter(
        creneau__activite__in=connues, creneau__jour__range=(debut, fin)
    )
    calendrier = lire_la_ville(debut, fin).calendrier
    lignes: dict[tuple[int, Temps], LigneDHeures] = {}
    for un in _compter(siennes.filter(presence=PRESENT), BORNES_CAF):
        activite, temps = connues[un.activite], temps_de(un.jour, calendrier)
        ligne = lignes.setdefault((un.activite, temps), LigneDHeures(activite, temps))
        duree = duree_de(activite, un.moment)
        ligne.sans_duree |= duree is None
        ligne.jours.add(un.jour)
        retenues = minutes_retenues(duree or 0, un.moment, temps)
        ligne.croisees[un.regime][un.tranche].ajouter(un.nombre, duree or 0, retenues)
    rangs = list(Temps)
    rangees = sorted(lignes.values(), key=lambda un: (str(un.activite), rangs.index(un.temps)))
    passees = siennes.filter(presence=PREVU, creneau__jour__lt=aujourdhui)
    return Heures(rangees, passees.count())


def _compter(reservations: QuerySet[Reservation], bornes: Sequence[int]) -> list[_Compte]:
    """By activity, day, part of the day, age band on that day and social scheme. One query."""
    lues = (
        _avec_la_tranche(reservations.order_by(), bornes)
        .annotate(regime=_REGIME)
        .values_list("creneau__activite", "creneau__jour", "creneau__moment", "tranche", "regime")
        .annotate(nombre=Count("pk"))
    )
    return [
        _Compte(activite, jour, Moment(moment), tranche, regime, nombre)
        for activite, jour, moment, tranche, regime, nombre in lues
    ]


# The rank of the scheme of the household that booked.
_REGIME = Case(
    *(When(foyer__regime=regime, then=Value(rang)) for rang, regime in enumerate(REGIMES)),
    default=Value(len(REGIMES)),
    output_field=IntegerField(),
)


def _avec_la_tranche(lignes: QuerySet[Any], bornes: Sequence[int]) -> QuerySet[Any]:
    """Each booking with `age`, that of the child on its day, and `tranche`, the rank of its
    band."""
    cas = [When(age__lt=borne, then=Value(rang)) for rang, borne in enumerate(bornes)]
    tranche = Case(*cas, default=Value(len(bornes)), output_field=IntegerField())
    return lignes.annotate(age=AgeLe("creneau__jour", "enfant__naissance")).annotate(
        tranche=tranche
    )


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
    minutes: int = 0


def enfants_d_une_case(
    activite: Activite,
    debut: date,
    fin: date,
    *,
    temps: Temps,
    tranche: int | None = None,
    regime: int | None = None,
) -> list[EnfantCompte]:
    """Who is in the figure of this activity and this kind of time, of this band and this social
    scheme (None: of all), in the order of names. One query and the calendar's."""
    calendrier = lire_la_ville(debut, fin).calendrier
    venues = Reservation.objects.filter(
        creneau__activite=activite, creneau__jour__range=(debut, fin), presence=PRESENT
    )
    lues = (
        _avec_la_tranche(venues, BORNES_CAF)
        .annotate(regime=_REGIME)
        .filter(**{} if tranche is None else {"tranche": tranche})
        .filter(**{} if regime is None else {"regime": regime})
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
    same day. `quand`: when each of these was reached, the last in all; `jours`: on how many days
    children were expected."""

    activite: Activite
    periode: str
    debut: date
    fin: date
    maximums: Sequence[int]
    maximum: int
    jours: int
    quand: Sequence[tuple[date, Moment]] = ()

    @property
    def cases(self) -> list[tuple[int, int, date, Moment]]:
        """(band, heads, day, part of the day) of each band, the last in all."""
        nombres = [*self.maximums, self.maximum]
        return [(rang, nombres[rang], *quand) for rang, quand in enumerate(self.quand)]


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
            _quand_le_plus(creneaux),
        )
        for (activite, periode), creneaux in places.items()
    ]
    return sorted(effectifs, key=lambda un: (str(un.activite), un.debut))


def _quand_le_plus(
    creneaux: Mapping[tuple[date, Moment], Sequence[int]],
) -> list[tuple[date, Moment]]:
    """The first créneau on which each band, then all of them, were the most."""
    dans_l_ordre = sorted(creneaux)
    par_tranche = [
        max(dans_l_ordre, key=lambda quand: creneaux[quand][rang])
        for rang in range(len(BORNES_SDJES) + 1)
    ]
    return [*par_tranche, max(dans_l_ordre, key=lambda quand: sum(creneaux[quand]))]


def enfants_attendus(
    activite: Activite, jour: date, moment: Moment, *, tranche: int | None
) -> list[EnfantCompte]:
    """The children of a head count: expected on this créneau, of this band or all. One query."""
    attendues = Reservation.objects.attendues().filter(
        creneau__activite=activite, creneau__jour=jour, creneau__moment=moment
    )
    lues = _avec_la_tranche(attendues, BORNES_SDJES)
    return par_enfant(lues if tranche is None else lues.filter(tranche=tranche))


def par_enfant(reservations: QuerySet[Any]) -> list[EnfantCompte]:
    """How many places each child has of these, in the order of names. One query."""
    lues = (
        reservations.order_by("enfant__nom", "enfant__prenom", "enfant")
        .values_list("enfant", "enfant__nom", "enfant__prenom")
        .annotate(nombre=Count("pk"))
    )
    return [EnfantCompte(pk, f"{nom} {prenom}", nombre) for pk, nom, prenom, nombre in lues]


def _periode(jour: date, calendrier: Calendrier) -> str:
    """The holidays by their name and year; school days by their kind."""
    temps = temps_de(jour, calendrier)
    periode = calendrier.periode(jour)
    if temps.extrascolaire and periode:
        return f"{periode.nom} {periode.debut.year}"
    return temps.nom
