"""Bookings and counts of many households at once, read as tuples and not as models, for speed
(consommations)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from reservations.lecture.filtres import Mois
from reservations.models import (
    Activite,
    ConsommationImportee,
    DemandeReservation,
    ReglageReservations,
    Reservation,
)
from reservations.regles.accueil.temps import PlageHoraire, TempsPasse, plages_de
from reservations.regles.consommation import presence_du_jour
from reservations.regles.juge import Calendrier, Moment, Unite, UniteComptee, cle_de
from reservations.tarifs.faits import HEURES_DE_L_ACTIVITE

if TYPE_CHECKING:
    from reservations.models.reservations import ReservationQuerySet

SUR_PLACE = DemandeReservation.Canal.SUR_PLACE


@dataclass(frozen=True, slots=True)
class ActiviteLue:
    pk: int
    structure: int
    nom: str
    service: str
    unite_scolaire: str
    unite_vacances: str
    unite_comptee: str
    ouvre: time | None
    midi: time | None
    reprend: time | None
    ferme: time | None

    @property
    def reservee_et_comptee(self) -> bool:
        return bool(self.unite_comptee and (self.unite_scolaire or self.unite_vacances))

    def plage(self, moment: Moment) -> PlageHoraire | None:
        heures = (self.ouvre, self.midi, self.reprend, self.ferme)
        return next(iter(plages_de(*heures, [moment])), None)

    def unite_du(self, calendrier: Calendrier, jour: date) -> str:
        return self.unite_vacances if calendrier.en_vacances(jour) else self.unite_scolaire


@dataclass(frozen=True, slots=True)
class CreneauConsomme:
    """One part of a day. `annoncee`: the parents have said that he would not come. `entier`: how
    many counted units it is; `temps`: what the door has seen of them, where the time spent is
    billed and the child came."""

    jour: date
    moment: Moment | None
    presence: str
    annoncee: bool = False
    entier: int = 1
    temps: TempsPasse | None = None

    @property
    def unites(self) -> int:
        return self.entier if self.temps is None else self.temps.unites


@dataclass(slots=True)
class Consomme:
    """One bloc booked, or one count. `nombre`: the quantity of a count, None for a bloc, which the
    grid counts. `sur_place`: the centre added the child, who had no booking.

    `par_jour`: a day of what is booked *and* counted: `reserve`, the presence of each unit booked;
    `compte`, the quantity counted and its presence, None when nothing was. `acceptee`: an agent has
    read that nobody had booked it."""

    foyer: int
    enfant: int
    prenom: str
    nom: str
    activite: int
    unite: Unite | UniteComptee
    source: str
    creneaux: tuple[CreneauConsomme, ...]
    nombre: Decimal | None = None
    sur_place: bool = False
    par_jour: bool = False
    reserve: tuple[str, ...] = ()
    compte: tuple[Decimal, str] | None = None
    acceptee: bool = False

    @property
    def nom_complet(self) -> str:
        return f"{self.prenom} {self.nom}"

    @property
    def comptee(self) -> bool:
        """By a file, be it booked too."""
        return self.nombre is not None or self.par_jour

    @property
    def reservee(self) -> bool:
        return self.nombre is None

    @property
    def a_accepter(self) -> bool:
        """Whether it is a count that nobody booked, on a day by day, and no agent has read."""
        return self.par_jour and self.nombre is not None and not self.acceptee

    def avec(self, creneaux: tuple[CreneauConsomme, ...]) -> "Consomme":
        """The same day with these parts, better known."""
        reserve = unites_reservees(UniteComptee(self.unite), creneaux)
        return replace(self, creneaux=creneaux, reserve=reserve)

    @property
    def places(self) -> int:
        """How many units were booked, whether used or not."""
        return places(UniteComptee(self.unite), self.creneaux)


# (activity, unit booked, day) → the unit in which that day is counted too, or None.
type ParJour = Callable[[ActiviteLue, Unite, date], UniteComptee | None]


def lire_activites() -> dict[int, ActiviteLue]:
    champs = ("pk", "structure", "structure__nom", "nom", "service")
    unites = ("unite_scolaire", "unite_vacances", "unite_comptee")
    lues = Activite.objects.order_by().values_list(*champs, *unites, *HEURES_DE_L_ACTIVITE)
    return {
        pk: ActiviteLue(pk, structure, f"{lieu} · {nom}", *reste)
        for pk, structure, lieu, nom, *reste in lues
    }


def facture_les_non_pointees() -> bool:
    """The town's choice; True where it has made none. Reading writes nothing."""
    choix = ReglageReservations.objects.values_list("facturer_non_pointees", flat=True).first()
    return choix is not False


def foyers_du_mois(mois: Mois, activites: Sequence[int] | None) -> list[int]:
    """Keys of the households that have booked or used something, in order. Two queries."""
    reserves, comptes = _reserves(mois), _comptes(mois)
    if activites is not None:
        reserves = reserves.filter(creneau__activite__in=activites)
        comptes = comptes.filter(activite__in=activites)
    trouves = set(reserves.order_by().values_list("foyer", flat=True).distinct())
    return sorted(trouves | set(comptes.order_by().values_list("foyer", flat=True).distinct()))


def mois_vecus(foyers: Sequence[int], voulus: Sequence[Mois]) -> list[Mois]:
    """Among these consecutive months, those in which these households (keys) have booked or used
    something. Two queries, none for no month."""
    if not voulus:
        return []
    bornes = voulus[0].debut, voulus[-1].fin
    reserves = Reservation.objects.filter(foyer__in=foyers, creneau__jour__range=bornes)
    comptes = ConsommationImportee.objects.filter(foyer__in=foyers, jour__range=bornes)
    jours = {*reserves.dates("creneau__jour", "month"), *comptes.dates("jour", "month")}
    return [un for un in voulus if un.debut in jours]


def unites_reservees(unite: UniteComptee, creneaux: Sequence[CreneauConsomme]) -> tuple[str, ...]:
    """The presence of each counted unit of these créneaux of one day: one meal, a session a part,
    or as many half-hours as each part has."""
    if unite == UniteComptee.REPAS:
        return (presence_du_jour([creneau.presence for creneau in creneaux]),)
    return tuple(creneau.presence for creneau in creneaux for _rang in range(creneau.unites))


def places(unite: UniteComptee, creneaux: Sequence[CreneauConsomme]) -> int:
    """How many units were booked."""
    return 1 if unite == UniteComptee.REPAS else sum(creneau.entier for creneau in creneaux)


def lire_reserves(
    mois: Mois,
    foyers: Sequence[int],
    activites: dict[int, ActiviteLue],
    calendrier: Calendrier,
    par_jour: ParJour,
) -> Iterator[Consomme]:
    """The blocs of these households that begin in the month, household by household, child by
    child; the days of those that go by day (`par_jour`). One query."""
    lignes = _dans_l_ordre(
        _reserves(mois).filter(foyer__in=foyers, creneau__activite__in=activites)
    )
    champs = ("foyer", "enfant", "enfant__prenom", "enfant__nom", "creneau__activite")
    cles: dict[tuple, _Cle] = {}
    lues = lignes.values_list(
        *champs, "creneau__jour", "creneau__moment", "presence", "annoncee", "demande__canal"
    )
    for (foyer, enfant, prenom, nom, pk), siennes in groupby(lues, key=itemgetter(0, 1, 2, 3, 4)):
        blocs: dict[str, tuple[_Cle, list[CreneauConsomme]]] = {}
        ajoutes: set[str] = set()
        for *_qui, jour, moment, presence, annoncee, canal in siennes:
            if (pk, jour, moment) not in cles:
                cles[pk, jour, moment] = _cle(
                    activites[pk], calendrier, jour, Moment(moment), par_jour
                )
            cle = cles[pk, jour, moment]
            blocs.setdefault(cle.groupe, (cle, []))[1].append(
                CreneauConsomme(jour, Moment(moment), presence, annoncee)
            )
            if canal == SUR_PLACE:
                ajoutes.add(cle.groupe)
        for groupe, (cle, creneaux) in blocs.items():
            if creneaux[0].jour in mois:
                source = f"bloc:{foyer}:{enfant}:{pk}:{cle.bloc}"
                un = Consomme(
                    *(foyer, enfant, prenom, nom, pk, cle.unite, source, tuple(creneaux)),
                    sur_place=groupe in ajoutes,
                )
                du_jour = cle.unite in UniteComptee
                yield replace(un, par_jour=True).avec(un.creneaux) if du_jour else un


def _dans_l_ordre(reservations: "ReservationQuerySet") -> Any:
    sans_mot = ExpressionWrapper(Q(absence_annoncee_le__isnull=False), output_field=BooleanField())
    return reservations.annotate(annoncee=sans_mot).order_by(
        *("foyer", "enfant__naissance", "enfant"),
        *("creneau__activite", "creneau__jour", "creneau__moment"),
    )


def lire_comptes(
    mois: Mois, foyers: Sequence[int], activites: dict[int, ActiviteLue]
) -> Iterator[Consomme]:
    """The counts of these households, in the same order. One query."""
    lignes = _comptes(mois).filter(foyer__in=foyers, activite__in=activites)
    lignes = lignes.order_by("foyer", "enfant__naissance", "enfant", "activite", "jour")
    lues = lignes.values_list(
        *("pk", "foyer", "enfant", "enfant__prenom", "enfant__nom", "activite"),
        *("jour", "quantite", "presence", "acceptee_le"),
    )
    for pk, foyer, enfant, prenom, nom, activite, jour, quantite, presence, acceptee_le in lues:
        unite = UniteComptee(activites[activite].unite_comptee or UniteComptee.SEANCE)
        creneaux = (CreneauConsomme(jour, None, presence),)
        yield Consomme(
            *(foyer, enfant, prenom, nom, activite, unite, f"consommation:{pk}", creneaux),
            nombre=quantite,
            acceptee=acceptee_le is not None,
        )


def _reserves(mois: Mois) -> "ReservationQuerySet":
    """The bookings of the month, in whole weeks: a bloc belongs to the month of its first day."""
    debut = mois.debut - timedelta(days=mois.debut.weekday())
    fin = mois.fin + timedelta(days=6 - mois.fin.weekday())
    return Reservation.objects.filter(creneau__jour__range=(debut, fin))


def _comptes(mois: Mois) -> QuerySet[ConsommationImportee]:
    return ConsommationImportee.objects.filter(jour__range=(mois.debut, mois.fin), quantite__gt=0)


class _Cle(NamedTuple):
    """How a booked créneau is grouped. `groupe`: the key of its line; `bloc`: its name on an
    invoice."""

    groupe: str
    unite: Unite | UniteComptee
    bloc: str


def _cle(
    activite: ActiviteLue, calendrier: Calendrier, jour: date, moment: Moment, par_jour: ParJour
) -> _Cle:
    """A créneau booked under a former unit of the activity stands alone. A day that is counted too
    keeps the name of its first bloc."""
    unite = Unite(activite.unite_du(calendrier, jour) or Unite.DEMI_JOURNEE)
    cle = cle_de(unite, jour, moment)
    comptee = par_jour(activite, unite, jour)
    if comptee is None:
        return _Cle(cle, unite, cle)
    du_jour = jour.isoformat()
    nom = du_jour if unite == Unite.SEMAINE else cle
    return _Cle(du_jour, comptee, nom)
