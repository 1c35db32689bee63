"""The differences of a month between the count of an activity and its bookings, each with its
price: read from the lines that the invoices read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from famille.models import Enfant
from famille.socle.dire import en_euros, en_jour
from reservations.consommation.lignes import LigneConsommee, lire_consommations
from reservations.lecture.filtres import Mois
from reservations.models import Activite, ConsommationImportee
from reservations.regles.consommation import CENT, Statut

SANS_ECOLE = "École inconnue"


class GenreDEcart(StrEnum):
    SANS_RESERVATION = "sans-reservation"  # counted, and nobody had booked
    NON_POINTE = "non-pointe"  # booked, neither counted nor ticked on a day that was counted


@dataclass(frozen=True)
class EcartDeComptage:
    """One child on one day. `source`: how an invoice calls its line."""

    nature: GenreDEcart
    ligne: LigneConsommee
    ecole: str

    @property
    def source(self) -> str:
        return self.ligne.source

    @property
    def enfant(self) -> str:
        return self.ligne.enfant

    @property
    def prix(self) -> str:
        """What it costs as it stands."""
        return _dit(self.ligne.montant)

    @property
    def prix_absent(self) -> str:
        """What it would cost once the absence is noted."""
        if self.ligne.prix_unitaire is None:
            return _dit(None)
        return en_euros(
            round(self.ligne.nombre * self.ligne.non_consommee / CENT * self.ligne.prix_unitaire, 2)
        )


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


def lire_les_ecarts(mois: Mois, activite: Activite) -> list[JourDEcarts]:
    """In the order of the days. A fixed number of queries, and those of `lire_consommations`."""
    lignes = list(lire_consommations(mois, activites=[activite.pk]))
    comptes = set(
        ConsommationImportee.objects.filter(
            activite=activite, jour__range=(mois.debut, mois.fin), quantite__gt=0
        )
        .order_by()
        .values_list("jour", flat=True)
        .distinct()
    )
    trouves = [
        (nature, ligne) for ligne in lignes if (nature := _nature(ligne, comptes)) is not None
    ]
    enfants = {ligne.enfant_id for _genre_dit, ligne in trouves}
    ecoles = {
        enfant.pk: enfant.nom_ecole for enfant in Enfant.objects.filter(pk__in=enfants).avec_ecole()
    }
    ecarts = sorted(
        (
            EcartDeComptage(nature, ligne, ecoles[ligne.enfant_id] or SANS_ECOLE)
            for nature, ligne in trouves
        ),
        key=lambda un: (un.ligne.jour, un.ecole, un.enfant, un.source),
    )
    return [
        JourDEcarts(le, list(siens)) for le, siens in groupby(ecarts, key=lambda un: un.ligne.jour)
    ]


def _nature(ligne: LigneConsommee, comptes: Iterable[date]) -> GenreDEcart | None:
    if not ligne.reservee:
        return GenreDEcart.SANS_RESERVATION if ligne.comptee else None
    if ligne.comptee and ligne.statut == Statut.PAS_NOTEE and ligne.jour in comptes:
        return GenreDEcart.NON_POINTE
    return None


def _dit(montant: Decimal | None) -> str:
    return "prix non publié" if montant is None else en_euros(montant)
