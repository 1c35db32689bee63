"""What bookings keep of a household, erased with it: its days to come were cancelled before
(D9)."""

from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from famille.models import DroitPayeur, Foyer, Utilisateur
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
from reservations.moteur.places import rendre


def effacer(foyer: Foyer, *, par: Utilisateur) -> None:
    """Delete all that this household has booked, used or asked; the counters of its days follow. In
    a transaction."""
    with verrou.ecriture():
        siennes = list(Reservation.objects.filter(foyer=foyer))
        verrou.verrouiller(reservation.creneau_id for reservation in siennes)
        rendre(siennes)
        for modele in (DemandeReservation, ConsommationImportee, Attente, LignePanier, Rappel):
            modele.objects.filter(foyer=foyer).delete()
        for voeu in (Cession, DeclarationDePriorite, ListeDeVoeux):
            voeu.objects.filter(foyer=foyer).delete()
        # what a right has paid of a kept invoice stays, without its number at the payer
        DroitPayeur.objects.filter(foyer=foyer, parts=None).delete()
        restes = DroitPayeur.objects.filter(foyer=foyer)
        restes.update(reference="", fin=Greatest(F("debut"), timezone.localdate()))
        autres = (AcceptationReglement, FluxAgenda, Passage, ReductionAccordee, SemaineType, Soin)
        for reste in autres:
            reste.objects.filter(foyer=foyer).delete()
