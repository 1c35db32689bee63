"""The differences of a month between the count of an activity and its bookings, each with its
price: read from the lines that the invoices read."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import groupby

from famille.models import Enfant
from famille.socle.dire import en_euros, en_jour
from reservations.consommation.lignes import LigneConsommee, lire_consommations
from reservations.lecture.filtres import Mois
from reservations.models import Activite, ConsommationImportee, Reservation
from reservations.regles.consommation import CENT, Anomalie, Statut

SANS_ECOLE = "École inconnue"
type CleDEcart = tuple[int, int, int, date]  # activity, household, child, day


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
        return self.ligne.source

    @property
    def enfant(self) -> str:
        return self.ligne.enfant

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
        return _dit(self.ligne.montant)

    @property
    def montant_absent(self) -> Decimal | None:
        """What it would cost once the absence is noted; None where no price is published."""
        if self.ligne.prix_unitaire is None:
            return None
        return round(
            self.ligne.nombre * self.ligne.non_consommee / CENT * self.ligne.prix_unitaire, 2
        )

    @property
    def prix_absent(self) -> str:
        return _dit(self.montant_absent)


@dataclass
class JourDEcarts:
    """One day: its differences, school by school."""

    le: date
    ecarts: list[EcartDeComptage] = field(default_factory=list)

    @property
    def nom(self) -> str:
        return en_jour(self.le)

    @property
    def sans_reservation(self) -> list[EcartDeComptage]:
        return [un for un in self.ecarts if un.nature == GenreDEcart.SANS_RESERVATION]

    @property
    def non_pointes(self) -> list[EcartDeComptage]:
        return [un for un in self.ecarts if un.nature == GenreDEcart.NON_POINTE]


@dataclass(frozen=True)
class EcartsDuMois:
    """All the differences of a month; `jours`: those that wait, `regles`: those decided. `comptee`:
    a file has counted something in it."""

    ecarts: list[EcartDeComptage]
    comptee: bool = False

    @cached_property
    def jours(self) -> list[JourDEcarts]:
        ouverts = [un for un in self.ecarts if not un.regle]
        return [
            JourDEcarts(le, list(siens))
            for le, siens in groupby(ouverts, key=lambda un: un.ligne.jour)
        ]

    @property
    def en_attente(self) -> int:
        return sum(not un.regle for un in self.ecarts)

    @property
    def regles(self) -> list[EcartDeComptage]:
        return [un for un in self.ecarts if un.regle]

    def de(self, nature: GenreDEcart) -> list[EcartDeComptage]:
        return [un for un in self.ecarts if un.nature == nature]

    @property
    def sans_reservation(self) -> list[EcartDeComptage]:
        return self.de(GenreDEcart.SANS_RESERVATION)

    @property
    def non_pointes(self) -> list[EcartDeComptage]:
        return self.de(GenreDEcart.NON_POINTE)

    @property
    def somme_sans_reservation(self) -> str:
        """What those that wait cost together, of those that have a price."""
        return en_euros(
            sum((un.ligne.montant or Decimal(0) for un in self.sans_reservation), Decimal(0))
        )


def lire_les_ecarts(mois: Mois, activite: Activite) -> EcartsDuMois:
    """In the order of the days."""
    return ecarts_par_activite(mois, [activite.pk])[activite.pk]


def ecarts_par_activite(mois: Mois, activites: Collection[int]) -> dict[int, EcartsDuMois]:
    """Activity (key) → its differences, in the order of the days. Three queries, and those of
    `lire_consommations`, however many activities."""
    comptees = ConsommationImportee.objects.filter(
        activite__in=activites, jour__range=(mois.debut, mois.fin), quantite__gt=0
    ).order_by()
    comptes = set(comptees.values_list("activite", "jour").distinct())
    absents = _absents(mois, activites)
    trouves = [
        (nature, ligne)
        for ligne in lire_consommations(mois, activites=activites)
        if (nature := _nature(ligne, comptes, absents)) is not None
    ]
    enfants = {ligne.enfant_id for _genre_dit, ligne in trouves}
    ecoles = {
        enfant.pk: enfant.nom_ecole for enfant in Enfant.objects.filter(pk__in=enfants).avec_ecole()
    }
    par_activite: dict[int, list[EcartDeComptage]] = {cle: [] for cle in activites}
    for nature, ligne in trouves:
        ecole = ecoles[ligne.enfant_id] or SANS_ECOLE
        par_activite[ligne.activite_id].append(
            EcartDeComptage(nature, ligne, ecole, absents.get(_cle(ligne)))
        )
    comptees_du_mois = {activite for activite, _jour in comptes}
    return {
        cle: EcartsDuMois(
            sorted(siens, key=lambda un: (un.ligne.jour, un.ecole, un.enfant, un.source)),
            comptee=cle in comptees_du_mois,
        )
        for cle, siens in par_activite.items()
    }


def _cle(ligne: LigneConsommee) -> CleDEcart:
    return ligne.activite_id, ligne.foyer_id, ligne.enfant_id, ligne.jour


def _absents(mois: Mois, activites: Collection[int]) -> dict[CleDEcart, int | None]:
    """(activity, household, child, day) → who ticked the booking absent. One query."""
    lues = Reservation.objects.filter(
        creneau__activite__in=activites,
        creneau__jour__range=(mois.debut, mois.fin),
        presence=Reservation.Presence.ABSENT,
    ).order_by()
    return {
        (activite, foyer, enfant, jour): par
        for activite, foyer, enfant, jour, par in lues.values_list(
            "creneau__activite", "foyer", "enfant", "creneau__jour", "pointee_par"
        )
    }


def _nature(
    ligne: LigneConsommee,
    comptes: Collection[tuple[int, date]],
    absents: Mapping[CleDEcart, int | None],
) -> GenreDEcart | None:
    if ligne.retard or not ligne.comptee:
        return None
    if not ligne.reservee:
        attend = Anomalie.SANS_RESERVATION in ligne.anomalies
        return GenreDEcart.SANS_RESERVATION if attend else GenreDEcart.ACCEPTE
    if (ligne.activite_id, ligne.jour) not in comptes:
        return None
    if ligne.statut == Statut.PAS_NOTEE:
        return GenreDEcart.NON_POINTE
    absent = ligne.statut == Statut.ABSENT and _cle(ligne) in absents
    return GenreDEcart.ABSENCE_NOTEE if absent else None


def _dit(montant: Decimal | None) -> str:
    return "prix non publié" if montant is None else en_euros(montant)
