"""What Camille Martin booked by herself on the portal, so that her papers hold a receipt of it."""

from datetime import date, timedelta

from django.db.models import F

from demo.ville.jours import il_y_a
from famille.models import Enfant, Foyer
from reservations.actions import LigneDemandee, soumettre
from reservations.models import Creneau, DemandeReservation, Inscription
from reservations.models.demandes import Action
from reservations.regles.juge import Moment, Unite, cle_de

LOIN, PLUS_LOIN, DEMI_JOURNEES = timedelta(days=15), timedelta(days=60), 4


def reserver_sur_le_portail(foyer: Foyer, jour: date) -> DemandeReservation | None:
    """The next free half-days of the eldest child, asked the day before yesterday. None when there
    are none."""
    ainee = Enfant.objects.du([foyer]).order_by("naissance")[0]
    activites = Inscription.objects.filter(enfant=ainee).values("activite")
    libres = (
        Creneau.objects.filter(activite__in=activites, jour__range=(jour + LOIN, jour + PLUS_LOIN))
        .filter(places__ouvert=True, places__capacite__gt=F("places__prises"))
        .exclude(moment=Moment.JOURNEE)
        .exclude(reservations__enfant=ainee)
        .order_by("jour", "moment")[:DEMI_JOURNEES]
    )
    lignes = [
        LigneDemandee(
            ainee.pk,
            un.activite_id,
            cle_de(Unite.DEMI_JOURNEE, un.jour, Moment(un.moment)),
            Action.RESERVER,
        )
        for un in libres
    ]
    if not lignes:
        return None
    camille = foyer.responsables.order_by("pk")[0].utilisateur
    assert camille
    return soumettre(
        foyer, lignes, par=camille, cle="ville-demo-camille", maintenant=il_y_a(2, 19, 20)
    )
