"""What bookings keep of a household, erased with it: its days to come were cancelled before
(D9)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F, Model, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from famille.models import DroitPayeur, Foyer, LigneARevoir, Utilisateur
from reservations.models import (
    AcceptationReglement,
    Attente,
    Cession,
    ConsommationImportee,
    DeclarationDePriorite,
    DemandeReservation,
    FluxAgenda,
    LignePanier,
    ListeDeVoeux,
    Passage,
    Rappel,
    ReductionAccordee,
    Reservation,
    SemaineType,
    Soin,
)
from reservations.moteur import verrou
from reservations.moteur.verrou import rendre


def effacer(foyer: Foyer, *, par: Utilisateur) -> None:
    """Delete all that this household has booked, used or asked; the counters of its days follow. In
    a transaction."""
    with verrou.ecriture():
        _rendre(Reservation.objects.filter(foyer=foyer))
        siens: tuple[type[Model], ...] = (
            *(DemandeReservation, ConsommationImportee, Attente, LignePanier, Rappel, Cession),
            *(DeclarationDePriorite, ListeDeVoeux, AcceptationReglement, FluxAgenda, Passage),
            *(ReductionAccordee, SemaineType, Soin),
        )
        for modele in siens:
            modele._default_manager.filter(foyer=foyer).delete()
        # what a right has paid of a kept invoice stays, without its number at the payer
        DroitPayeur.objects.filter(foyer=foyer, parts=None).delete()
        restes = DroitPayeur.objects.filter(foyer=foyer)
        restes.update(reference="", fin=Greatest(F("debut"), timezone.localdate()))


def passees(limite: date) -> QuerySet[Reservation]:
    """Bookings of days before `limite`. A household of which an invoice is to be looked at keeps
    them: what is due to it is still read there."""
    return Reservation.objects.filter(creneau__jour__lt=limite).exclude(foyer__in=a_revoir())


def a_revoir() -> QuerySet[LigneARevoir, Any]:
    """QuerySet of the keys of the households whose published invoices are not settled for good."""
    return LigneARevoir.objects.a_traiter().values("ligne__facture__foyer")


def effacer_les_passees(cles: Iterable[int], limite: date) -> int:
    """How many of these bookings are gone; the counters of their days follow."""
    with verrou.ecriture():
        return _rendre(passees(limite).filter(pk__in=cles))


def _rendre(reservations: QuerySet[Reservation]) -> int:
    lues = list(reservations)
    verrou.verrouiller(reservation.creneau_id for reservation in lues)
    rendre(lues)
    return len(lues)
