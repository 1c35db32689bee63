"""How full each day of each activity is: what the fill screen shows, in six queries whatever it
holds, and without reading a booking unless the ages of the children are asked for."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, Func, IntegerField, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from famille.socle.dire import compte
from reservations.lecture.presences_dites import nom_de_la_venue
from reservations.models import Activite, Attente, Creneau, Fermeture, Groupe, Reservation
from reservations.regles.juge import Moment, etendue

UNE_SEMAINE = timedelta(days=7)


@dataclass(frozen=True)
class CaseRemplissage:
    """One créneau: its places, who waits for it, the ages of those who are booked."""

    creneau: int
    jour: date
    moment: Moment
    nom: str  # "matin", "cantine", "garderie du soir"
    capacite: int
    prises: int
    reservees: int
    attente: int
    ouvert: bool
    raison: str  # why it is closed, when something says so
    ages: tuple[tuple[str, int], ...]  # (band, children), without the empty ones; () unasked

    @property
    def libres(self) -> int:
        return self.capacite - self.prises

    @property
    def proposees(self) -> int:
        """Places held for families of the queue who have not answered yet."""
        return self.prises - self.reservees

    @property
    def part(self) -> int:
        """Places taken, in percent of the capacity: 100 when it is full, and only then."""
        return 100 * self.prises // self.capacite if self.capacite else 100

    @property
    def etat(self) -> str:
        """ferme, complet, presque (a tenth left at most) or libre."""
        if not self.ouvert:
            return "ferme"
        if self.libres <= 0:
            return "complet"
        return "presque" if self.libres * 10 <= self.capacite else "libre"


@dataclass(frozen=True)
class JourRemplissage:
    """A line of the table: each activity with its cases that day, in the order of the columns."""

    jour: date
    colonnes: tuple[tuple[Activite, tuple[CaseRemplissage, ...]], ...]


@dataclass(frozen=True)
class Total:
    """An activity over the whole period."""

    reservees: int
    capacite: int
    attente: int
    complets: int

    @property
    def part(self) -> int:
        return 100 * self.reservees // self.capacite if self.capacite else 0


@dataclass(frozen=True)
class Remplissage:
    activites: list[Activite] = field(default_factory=list)
    jours: list[JourRemplissage] = field(default_factory=list)

    def cases_de(self, rang: int) -> list[CaseRemplissage]:
        """Every case of the activity of this column."""
        return [case for jour in self.jours for case in jour.colonnes[rang][1]]

    @property
    def totaux(self) -> list[Total]:
        return [_total(self.cases_de(rang)) for rang in range(len(self.activites))]


def lire_le_remplissage(
    voulues: QuerySet[Activite], *, debut: date, fin: date, par_age: bool = True
) -> Remplissage:
    """Remplissage of these activities from `debut` to `fin`; those without a créneau
    then are left out.

    Six queries: activities, their groups, créneaux with their places, the booked, queue, closures.
    `par_age` reads the children of each créneau; without it their number is that of the places
    taken, less those held for the queue, and a month of a town whose days hold 3,000 children is
    read as quickly as a village's.
    """
    activites = list(voulues.select_related("structure").prefetch_related("groupes"))
    creneaux = list(
        Creneau.objects.filter(activite__in=activites, jour__range=(debut, fin))
        .select_related("places")
        .order_by("jour", "moment")
    )
    pleines = {creneau.activite_id for creneau in creneaux}
    activites = [activite for activite in activites if activite.pk in pleines]
    ages = _ages(activites, debut, fin) if par_age else {}
    tenues = Counter[int]() if par_age else _tenues(activites)
    attentes = _attentes(activites, debut, fin)
    fermetures = list(Fermeture.objects.filter(debut__lte=fin, fin__gte=debut)) if activites else []
    par_activite = {activite.pk: activite for activite in activites}
    cases: dict[tuple[date, int], list[CaseRemplissage]] = {}
    for creneau in creneaux:
        activite = par_activite[creneau.activite_id]
        siens: Counter[int] = ages.get(creneau.pk, Counter())
        reservees = siens.total() if par_age else creneau.places.prises - tenues[creneau.pk]
        case = _case(creneau, activite, reservees, siens, attentes, fermetures)
        cases.setdefault((creneau.jour, activite.pk), []).append(case)
    jours = sorted({creneau.jour for creneau in creneaux})
    lignes = [
        JourRemplissage(
            jour,
            tuple((activite, tuple(cases.get((jour, activite.pk), ()))) for activite in activites),
        )
        for jour in jours
    ]
    return Remplissage(activites, lignes)


class AgeLe(Func):
    """Full years on a day of who was born on another, as `famille.regles.foyer.age_le` counts them.
    A big town books 60,000 children a month: the database counts them, and sends a line an age."""

    output_field = IntegerField()
    arity = 2
    # 20261209 - 20180314 = 80895: eight years, and what is left of one
    template = (
        "((CAST(REPLACE(CAST(%(jour)s AS varchar(10)), '-', '') AS integer)"
        " - CAST(REPLACE(CAST(%(naissance)s AS varchar(10)), '-', '') AS integer)) / 10000)"
    )

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_autres: Any, **context: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        (jour, du_jour), (naissance, de_la_naissance) = map(
            compiler.compile, self.source_expressions
        )
        template = context.get("template", self.template)
        return template % {"jour": jour, "naissance": naissance}, (*du_jour, *de_la_naissance)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        template = "CAST(DATE_PART('year', AGE(%(jour)s, %(naissance)s)) AS integer)"
        return self.as_sql(compiler, connection, template=template)


def _ages(activites: Iterable[Activite], debut: date, fin: date) -> dict[int, Counter[Any]]:
    """dict créneau → Counter of the children booked on it, by age on that day."""
    lus: dict[int, Counter] = {}
    reservations = Reservation.objects.filter(
        creneau__activite__in=activites, creneau__jour__range=(debut, fin)
    ).order_by()
    comptes = reservations.values("creneau", age=AgeLe("creneau__jour", "enfant__naissance"))
    for creneau, age, nombre in comptes.values_list("creneau", "age", Count("pk")):
        lus.setdefault(creneau, Counter())[age] = nombre
    return lus


def _tenues(activites: Iterable[Activite]) -> Counter[int]:
    """Places of each créneau that are held for an offer: what else is taken is booked (Places)."""
    offres = Attente.objects.filter(etat=Attente.Etat.PROPOSEE, activite__in=activites).order_by()
    return Counter(pk for tenus in offres.values_list("creneaux", flat=True) for pk in tenus)


def _attentes(
    activites: Iterable[Activite], debut: date, fin: date
) -> Counter[tuple[int, date, Moment | None]]:
    """Counter of the queue by (activity, day, moment or None for the whole day)."""
    en_cours = Attente.objects.en_cours().filter(
        activite__in=activites, debut__range=(debut - UNE_SEMAINE, fin)
    )
    compte: Counter[tuple[int, date, Moment | None]] = Counter()
    for activite, bloc in en_cours.order_by().values_list("activite", "bloc"):
        premier, dernier = etendue(bloc)
        moment = next((moment for moment in Moment if bloc.endswith(f"-{moment.value[2:]}")), None)
        for ecart in range((dernier - premier).days + 1):
            compte[activite, premier + timedelta(days=ecart), moment] += 1
    return compte


def _case(
    creneau: Creneau,
    activite: Activite,
    reservees: int,
    ages: Counter[int],
    attentes: Counter[tuple[int, date, Moment | None]],
    fermetures: list[Fermeture],
) -> CaseRemplissage:
    moment = Moment(creneau.moment)
    places = creneau.places
    return CaseRemplissage(
        creneau=creneau.pk,
        jour=creneau.jour,
        moment=moment,
        nom=nom_de_la_venue(activite.service, moment),
        capacite=places.capacite,
        prises=places.prises,
        reservees=reservees,
        attente=attentes[activite.pk, creneau.jour, moment]
        + attentes[activite.pk, creneau.jour, None],
        ouvert=places.ouvert,
        raison="" if places.ouvert else _raison(fermetures, activite, creneau.jour),
        ages=tranches(activite.groupes.all(), ages),
    )


def _raison(fermetures: list[Fermeture], activite: Activite, jour: date) -> str:
    """The sentence of the closure that covers this day of this activity, "" for none."""
    ou = {(None, None), (activite.structure_id, None)}
    return next(
        (
            une.motif
            for une in fermetures
            if une.debut <= jour <= une.fin
            and (une.activite_id == activite.pk or (une.structure_id, une.activite_id) in ou)
        ),
        "",
    )


def tranches(voulus: Iterable[Groupe], ages: dict[int, int]) -> tuple[Any, ...]:
    """tuple of (band, children), of how many have each age: by the activity's groups, else by full
    years; empty bands left out."""
    groupes = list(voulus)
    if not groupes:
        return tuple((compte(age, "an"), ages[age]) for age in sorted(ages))
    comptes = [
        (
            groupe.nom,
            sum(nombre for age, nombre in ages.items() if groupe.age_min <= age <= groupe.age_max),
        )
        for groupe in groupes
    ]
    ranges = {age for groupe in groupes for age in range(groupe.age_min, groupe.age_max + 1)}
    comptes.append(
        ("autres âges", sum(nombre for age, nombre in ages.items() if age not in ranges))
    )
    return tuple((nom, nombre) for nom, nombre in comptes if nombre)


def _total(cases: list[CaseRemplissage]) -> Total:
    ouvertes = [case for case in cases if case.ouvert]
    return Total(
        reservees=sum(case.reservees for case in cases),
        capacite=sum(case.capacite for case in ouvertes),
        attente=sum(case.attente for case in cases),
        complets=sum(case.etat == "complet" for case in ouvertes),
    )
