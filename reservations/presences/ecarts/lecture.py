"""The differences of a month between the count of an activity and its bookings, each with its
price: read from the lines that the invoices read."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from famille.models import Enfant
from famille.socle.dire import en_euros, en_jour
from reservations.consommation.lignes import LigneConsommee, lire_consommations
from reservations.lecture.filtres import Mois
from reservations.models import Activite, ConsommationImportee, GrilleTarifaire, Reservation
from reservations.regles.consommation import CENT, Anomalie, Statut
from reservations.regles.juge import Unite

SANS_ECOLE = "École inconnue"
Presence = Reservation.Presence
type CleDEcart = tuple[int, int, date]  # household, child, day


class GenreDEcart(StrEnum):
    SANS_RESERVATION = "sans-reservation"  # counted, and nobody had booked
    NON_POINTE = "non-pointe"  # booked, neither counted nor ticked on a day that was counted
    ACCEPTE = "accepte"  # counted, nobody had booked, and an agent has accepted it
    ABSENCE_NOTEE = "absence-notee"  # booked, not counted, and ticked absent


REGLES = (GenreDEcart.ACCEPTE, GenreDEcart.ABSENCE_NOTEE)


@dataclass(frozen=True)
class EcartDeComptage:
    """One child on one day. `source`: how an invoice calls its line. `par`: who ticked the absence
    (key), None for another kind."""

    nature: GenreDEcart
    ligne: LigneConsommee
    ecole: str
    par: int | None = None

    @property
    def source(self) -> str:
        return self.ligne.quoi.source

    @property
    def enfant(self) -> str:
        return self.ligne.quoi.nom_complet

    @property
    def jour(self) -> str:
        return en_jour(self.ligne.jour)

    @property
    def regle(self) -> bool:
        """An agent has decided of it."""
        return self.nature in REGLES

    @property
    def quoi(self) -> str:
        if self.nature in (GenreDEcart.SANS_RESERVATION, GenreDEcart.ACCEPTE):
            return "pris sans réservation"
        return "réservé, absence notée"

    @property
    def prix(self) -> str:
        """What it costs as it stands."""
        return _dit(self.ligne.prix.montant)

    @property
    def montant_absent(self) -> Decimal | None:
        """What it would cost once the absence is noted; None where no price is published."""
        prix = self.ligne.prix
        if prix.unitaire is None:
            return None
        return round(self.ligne.nombre * prix.non_consommee / CENT * prix.unitaire, 2)

    @property
    def prix_absent(self) -> str:
        return _dit(self.montant_absent)


@dataclass(frozen=True)
class _Ecarts:
    ecarts: list[EcartDeComptage]

    def de(self, nature: GenreDEcart) -> list[EcartDeComptage]:
        return [un for un in self.ecarts if un.nature == nature]

    @property
    def sans_reservation(self) -> list[EcartDeComptage]:
        return self.de(GenreDEcart.SANS_RESERVATION)

    @property
    def non_pointes(self) -> list[EcartDeComptage]:
        return self.de(GenreDEcart.NON_POINTE)


@dataclass(frozen=True)
class JourDEcarts(_Ecarts):
    """One day: its differences, school by school."""

    le: date

    @property
    def nom(self) -> str:
        return en_jour(self.le)


@dataclass(frozen=True)
class EcartsDuMois(_Ecarts):
    """All the differences of a month; `jours`: those that wait, `regles`: those decided. `comptee`:
    a file has counted something in it."""

    comptee: bool = False

    @cached_property
    def jours(self) -> list[JourDEcarts]:
        ouverts = [un for un in self.ecarts if not un.regle]
        return [
            JourDEcarts(list(siens), le)
            for le, siens in groupby(ouverts, key=lambda un: un.ligne.jour)
        ]

    @property
    def en_attente(self) -> int:
        return sum(not un.regle for un in self.ecarts)

    @property
    def regles(self) -> list[EcartDeComptage]:
        return [un for un in self.ecarts if un.regle]

    @property
    def somme_sans_reservation(self) -> str:
        """What those that wait cost together, of those that have a price."""
        return en_euros(
            sum((un.ligne.prix.montant or Decimal(0) for un in self.sans_reservation), Decimal(0))
        )


def lire_les_ecarts(mois: Mois, activite: Activite) -> EcartsDuMois:
    """In the order of the days. Three queries, and those of `lire_consommations`."""
    jours = set(_comptes(mois, [activite.pk]).values_list("jour", flat=True).distinct())
    absents = _absents(mois, activite)
    trouves = [
        (nature, ligne)
        for ligne in lire_consommations(mois, activites=[activite.pk])
        if (nature := _nature(ligne, jours, absents)) is not None
    ]
    enfants = {ligne.quoi.enfant for _genre_dit, ligne in trouves}
    ecoles = {
        enfant.pk: enfant.nom_ecole for enfant in Enfant.objects.filter(pk__in=enfants).avec_ecole()
    }
    ecarts = [
        EcartDeComptage(
            nature, ligne, ecoles[ligne.quoi.enfant] or SANS_ECOLE, absents.get(_cle(ligne))
        )
        for nature, ligne in trouves
    ]
    ecarts.sort(key=lambda un: (un.ligne.jour, un.ecole, un.enfant, un.source))
    return EcartsDuMois(ecarts, comptee=bool(jours))


def en_attente_au_plus(mois: Mois, activites: Collection[int]) -> Counter[int]:
    """Activity (key) → how many differences of the month wait in it, at most: a child who was seen
    for a part of his day does not wait for the rest of it, and waits once for two parts that one
    household booked. Four queries and no price, where to read the differences of all of them takes
    seconds in a large town."""
    comptes = _comptes(mois, activites)
    jours = set(comptes.values_list("activite", "jour").distinct())
    reservee = Reservation.objects.filter(
        enfant=OuterRef("enfant"),
        creneau__activite=OuterRef("activite"),
        creneau__jour=OuterRef("jour"),
    )
    comptee = ConsommationImportee.objects.filter(
        enfant=OuterRef("enfant"),
        activite=OuterRef("creneau__activite"),
        jour=OuterRef("creneau__jour"),
        quantite__gt=0,
    )
    non_lus = comptes.filter(acceptee_le=None)
    sans_reservation = non_lus.filter(~Exists(reservee))
    grilles = GrilleTarifaire.objects.filter(Q(fin=None) | Q(fin__gte=mois.debut))
    a_part = non_lus.filter(
        activite__in=grilles.filter(debut__lte=mois.fin, unite__in=list(Unite)).values("activite")
    )
    prevues = _reservees(mois, activites).filter(
        ~Exists(comptee), presence=Presence.PREVU, creneau__jour__lt=timezone.localdate()
    )
    trouves: Counter[int] = Counter()
    for lignes in (sans_reservation, a_part):
        for activite, _jour, nombre in _par_jour(lignes, "activite", "jour"):
            trouves[activite] += nombre
    for activite, jour, nombre in _par_jour(prevues, "creneau__activite", "creneau__jour"):
        if (activite, jour) in jours:  # the others are of days that no file has counted
            trouves[activite] += nombre
    return trouves


def _par_jour(lignes: QuerySet, activite: str, jour: str) -> Iterable[tuple[int, date, int]]:
    """(activity, day, how many rows), by the names that the rows have for them."""
    return lignes.values_list(activite, jour).annotate(nombre=Count("pk"))


def _comptes(mois: Mois, activites: Collection[int]) -> QuerySet[ConsommationImportee]:
    return ConsommationImportee.objects.filter(
        activite__in=activites, jour__range=(mois.debut, mois.fin), quantite__gt=0
    ).order_by()


def _reservees(mois: Mois, activites: Collection[int]) -> QuerySet[Reservation]:
    return Reservation.objects.filter(
        creneau__activite__in=activites, creneau__jour__range=(mois.debut, mois.fin)
    ).order_by()


def _cle(ligne: LigneConsommee) -> CleDEcart:
    return ligne.quoi.foyer, ligne.quoi.enfant, ligne.jour


def _absents(mois: Mois, activite: Activite) -> dict[CleDEcart, int | None]:
    """(household, child, day) → who ticked the booking absent. One query."""
    lues = _reservees(mois, [activite.pk]).filter(presence=Presence.ABSENT)
    valeurs = lues.values_list("foyer", "enfant", "creneau__jour", "pointee_par")
    return {(foyer, enfant, jour): par for foyer, enfant, jour, par in valeurs}


def _nature(
    ligne: LigneConsommee, jours: Collection[date], absents: Mapping[CleDEcart, int | None]
) -> GenreDEcart | None:
    if ligne.retard or not ligne.quoi.comptee:
        return None
    if not ligne.quoi.reservee:
        attend = Anomalie.SANS_RESERVATION in ligne.raison.anomalies
        return GenreDEcart.SANS_RESERVATION if attend else GenreDEcart.ACCEPTE
    if ligne.jour not in jours:  # no file has counted it
        return None
    if ligne.raison.statut == Statut.PAS_NOTEE:
        return GenreDEcart.NON_POINTE
    absent = ligne.raison.statut == Statut.ABSENT and _cle(ligne) in absents
    return GenreDEcart.ABSENCE_NOTEE if absent else None


def _dit(montant: Decimal | None) -> str:
    return "prix non publié" if montant is None else en_euros(montant)
