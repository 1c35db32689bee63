"""What the tests of the engine share: a centre, a line, a press of "Soumettre", the count that must
always hold."""

from uuid import uuid4

from reservations.actions import LigneDemandee, soumettre
from reservations.models import Attente, Places, Reservation
from reservations.models.demandes import Action
from tests.reservations import outils


def creer_centre(famille):
    """A centre with two Wednesdays of two half-days (10 places), where Léa and Hugo are
    registered."""
    activite = outils.creer_activite()
    outils.creer_calendrier()
    outils.ouvrir(activite)
    outils.creer_mercredis(activite, 2)
    outils.inscrire(famille.lea, activite)
    outils.inscrire(famille.hugo, activite)
    return activite


def ligne(enfant, activite, bloc="2026-12-09-matin", action=Action.RESERVER):
    return LigneDemandee(enfant.pk, activite.pk, bloc, action)


def envoyer(famille, lignes, cle=None, **options):
    return soumettre(famille.foyer, lignes, par=famille.camille, cle=cle or str(uuid4()), **options)


def reserver(famille, *lignes):
    demande = envoyer(famille, list(lignes))
    assert demande.acceptee, demande.lignes
    return demande


def compte():
    """How many bookings there are; fails where a counter does not say what the rows say."""
    tenus = [pk for creneaux in offres().values_list("creneaux", flat=True) for pk in creneaux]
    for places in Places.objects.all():
        assert places.prises == Reservation.objects.filter(creneau=places.pk).count() + tenus.count(
            places.pk
        )
        assert places.prises <= places.capacite
    return Reservation.objects.count()


def offres():
    return Attente.objects.filter(etat=Attente.Etat.PROPOSEE)
