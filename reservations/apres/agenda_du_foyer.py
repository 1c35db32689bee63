"""What the calendar of a household holds, and who may still read it by its secret address."""

from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from famille.courriels.boite_d_envoi import adresse_absolue
from famille.models import Enfant, Foyer
from reservations.models import FluxAgenda, Reservation
from reservations.moteur.agenda import RendezVous, calendrier, rendez_vous

AVANT, APRES = timedelta(days=31), timedelta(days=183)
NOM = "Réservations des enfants"


def flux_ouvert(jeton: str) -> FluxAgenda | None:
    """None: never existed, closed, or known by an adult who has left the household since it was
    made."""
    flux = FluxAgenda.objects.filter(jeton=jeton).select_related("foyer").first()
    return None if flux is None or parti_depuis(flux) else flux


def parti_depuis(flux: FluxAgenda) -> bool:
    """Whether an adult who could know the address has left: where the children are is no longer his
    to read (D11). With no adult left at all there is nobody to read it either."""
    jour = timezone.localdate()
    depuis = Q(fin__gte=timezone.localdate(flux.cree_le), fin__lt=jour)
    adultes = flux.foyer.responsables
    return adultes.filter(depuis).exists() or not adultes.actuels().exists()


def ecrire(foyer: Foyer) -> str:
    """The .ics of this household, from a month ago to six months ahead."""
    jour = timezone.localdate()
    return calendrier(reservations_du_foyer(foyer, jour - AVANT, jour + APRES), nom=NOM)


def reservations_du_foyer(foyer: Foyer, debut: date, fin: date) -> list[RendezVous]:
    """What this household has booked for the children it still has; nothing of their other home
    (D11)."""
    lignes = Reservation.objects.filter(
        foyer=foyer, creneau__jour__range=(debut, fin), enfant__in=Enfant.objects.du([foyer])
    )
    return [
        rendez_vous(
            foyer.pk,
            ligne.enfant,
            ligne.creneau,
            le=max(filter(None, [ligne.creee_le, ligne.absence_annoncee_le])),
            absence=ligne.absence_annoncee_le is not None,
        )
        for ligne in lignes.select_related("enfant", "creneau__activite__structure")
    ]


def adresses(flux: FluxAgenda) -> dict:
    """dict(https, webcal): the address to copy, and the one that opens the calendar of a
    telephone."""
    adresse = adresse_absolue(reverse("flux_agenda", args=[flux.jeton]))
    return {"https": adresse, "webcal": f"webcal://{adresse.partition('://')[2]}"}
