"""What was booked and what was counted, read by many households at once, as tuples: no object a row
(consommations)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from reservations.lecture.filtres import Mois
from reservations.models import (
    Activite,
    ConsommationImportee,
    DemandeReservation,
    ReglageReservations,
    Reservation,
)
from reservations.regles.juge import Calendrier, Moment, Unite, UniteComptee, cle_de

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


@dataclass(frozen=True, slots=True)
class CreneauConsomme:
    """One part of a day. `annoncee`: the parents have said that he would not come."""

    jour: date
    moment: Moment | None
    presence: str
    annoncee: bool = False


@dataclass(slots=True)
class Consomme:
    """One bloc booked, or one count. `nombre`: the quantity of a count, None for a bloc, which the
    grid counts. `sur_place`: the centre added the child, who had no booking."""

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


def lire_activites() -> dict[int, ActiviteLue]:
    champs = (
        "pk",
        "structure",
        "structure__nom",
        "nom",
        "service",
        "unite_scolaire",
        "unite_vacances",
    )
    lues = Activite.objects.order_by().values_list(*champs, "unite_comptee")
    return {
        pk: ActiviteLue(pk, structure, f"{lieu} · {nom}", service, scolaire, vacances, comptee)
        for pk, structure, lieu, nom, service, scolaire, vacances, comptee in lues
    }


def facture_les_non_pointees() -> bool:
    """The town's choice; True where it has made none. Reading writes nothing."""
    choix = ReglageReservations.objects.values_list("facturer_non_pointees", flat=True).first()
    return choix is not False


def foyers_du_mois(mois: Mois, activites: Sequence[int] | None) -> list[int]:
    """Keys of the households that have booked or used something, in order. Two queries."""
    reserves, comptes = _reserves(mois), _comptes(mois)
    if activites is not None:
        reserves, comptes = (
            reserves.filter(creneau__activite__in=activites),
            comptes.filter(activite__in=activites),
        )
    trouves = set(reserves.order_by().values_list("foyer", flat=True).distinct())
    return sorted(trouves | set(comptes.order_by().values_list("foyer", flat=True).distinct()))


def lire_reserves(
    mois: Mois, foyers: Sequence[int], activites: dict[int, ActiviteLue], calendrier: Calendrier
) -> Iterator[Consomme]:
    """The blocs of these households that begin in the month, household by household, child by
    child. One query."""
    sans_mot = ExpressionWrapper(Q(absence_annoncee_le__isnull=False), output_field=BooleanField())
    lignes = (
        _reserves(mois)
        .filter(foyer__in=foyers, creneau__activite__in=activites)
        .annotate(annoncee=sans_mot)
        .order_by(
            "foyer",
            "enfant__naissance",
            "enfant",
            "creneau__activite",
            "creneau__jour",
            "creneau__moment",
        )
    )
    champs = ("foyer", "enfant", "enfant__prenom", "enfant__nom", "creneau__activite")
    cles: dict[tuple, tuple[str, Unite]] = {}
    lues = lignes.values_list(
        *champs, "creneau__jour", "creneau__moment", "presence", "annoncee", "demande__canal"
    )
    for (foyer, enfant, prenom, nom, pk), siennes in groupby(lues, key=itemgetter(0, 1, 2, 3, 4)):
        blocs: dict[str, tuple[Unite, list[CreneauConsomme]]] = {}
        ajoutes: set[str] = set()
        for *_qui, jour, moment, presence, annoncee, canal in siennes:
            if (pk, jour, moment) not in cles:
                cles[pk, jour, moment] = _cle(activites[pk], calendrier, jour, Moment(moment))
            cle, unite = cles[pk, jour, moment]
            blocs.setdefault(cle, (unite, []))[1].append(
                CreneauConsomme(jour, Moment(moment), presence, annoncee)
            )
            if canal == SUR_PLACE:
                ajoutes.add(cle)
        for cle, (unite, creneaux) in blocs.items():
            if creneaux[0].jour in mois:
                source = f"bloc:{foyer}:{enfant}:{pk}:{cle}"
                yield Consomme(
                    *(foyer, enfant, prenom, nom, pk, unite, source, tuple(creneaux)),
                    sur_place=cle in ajoutes,
                )


def lire_comptes(
    mois: Mois, foyers: Sequence[int], activites: dict[int, ActiviteLue]
) -> Iterator[Consomme]:
    """The counts of these households, in the same order. One query."""
    lignes = _comptes(mois).filter(foyer__in=foyers, activite__in=activites)
    champs = (
        "pk",
        "foyer",
        "enfant",
        "enfant__prenom",
        "enfant__nom",
        "activite",
        "jour",
        "quantite",
        "presence",
    )
    lues = lignes.order_by("foyer", "enfant__naissance", "enfant", "activite", "jour").values_list(
        *champs
    )
    for pk, foyer, enfant, prenom, nom, activite, jour, quantite, presence in lues:
        unite = UniteComptee(activites[activite].unite_comptee or UniteComptee.SEANCE)
        creneaux = (CreneauConsomme(jour, None, presence),)
        yield Consomme(
            foyer, enfant, prenom, nom, activite, unite, f"consommation:{pk}", creneaux, quantite
        )


def _reserves(mois: Mois) -> "ReservationQuerySet":
    """A bloc is of the month of its first day: whole weeks are read, to know it."""
    debut = mois.debut - timedelta(days=mois.debut.weekday())
    fin = mois.fin + timedelta(days=6 - mois.fin.weekday())
    return Reservation.objects.filter(creneau__jour__range=(debut, fin))


def _comptes(mois: Mois) -> QuerySet[ConsommationImportee]:
    return ConsommationImportee.objects.filter(jour__range=(mois.debut, mois.fin), quantite__gt=0)


def _cle(
    activite: ActiviteLue, calendrier: Calendrier, jour: date, moment: Moment
) -> tuple[str, Unite]:
    """What was booked under a unit that the activity has no more stands by itself."""
    lue = activite.unite_vacances if calendrier.en_vacances(jour) else activite.unite_scolaire
    unite = Unite(lue or Unite.DEMI_JOURNEE)
    return cle_de(unite, jour, moment), unite
