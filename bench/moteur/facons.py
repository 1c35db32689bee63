"""The ways of submitting that are compared with the floor: the portal's, and the plain ORM as a
reference."""

from uuid import uuid4

from bench.moteur.tirage import Tirage
from bench.outils.charge import Geste


def portail(tirage: Tirage, clients: int, rang: int) -> Geste:
    """`actions.soumettre`, as the page calls it."""
    from famille.models import Foyer, Utilisateur
    from reservations.actions import LigneDemandee, soumettre

    suite, cles, activite = tirage.suite(clients, rang), tirage.cles, tirage.ville.activite

    def geste() -> str:
        menage, creneaux = next(suite)
        lignes = [LigneDemandee(menage.enfant, activite, cles[pk]) for pk in creneaux]
        demande = soumettre(
            Foyer(pk=menage.foyer), lignes, par=Utilisateur(pk=menage.compte), cle=str(uuid4())
        )
        return (
            ""
            if demande.acceptee
            else next(ligne["motif"] for ligne in demande.lignes if ligne["motif"])
        )

    return geste


def general(tirage: Tirage, clients: int, rang: int) -> Geste:
    """The same by the store of any database."""
    from django.conf import settings

    settings.DEPOT_POSTGRESQL = False  # this process measures nothing else
    return portail(tirage, clients, rang)


def orm(tirage: Tirage, clients: int, rang: int) -> Geste:
    """No counter, no rule, no price: lock the créneaux, count their bookings, insert. How it is
    usually written."""
    from django.db import transaction
    from django.db.models import Count

    from reservations.models import Creneau, DemandeReservation, Reservation

    suite = tirage.suite(clients, rang)

    def geste() -> str:
        menage, pks = next(suite)
        with transaction.atomic():
            creneaux = list(Creneau.objects.filter(pk__in=pks).order_by("pk").select_for_update())
            comptes = Reservation.objects.filter(creneau__in=pks).order_by().values_list("creneau")
            pris = dict(comptes.annotate(nombre=Count("pk")))
            if any(pris.get(creneau.pk, 0) >= tirage.ville.capacite for creneau in creneaux):
                return "complet"
            demande = DemandeReservation.objects.create(
                cle=str(uuid4()), foyer_id=menage.foyer, par_id=menage.compte
            )
            Reservation.objects.bulk_create(
                Reservation(
                    enfant_id=menage.enfant, creneau=c, foyer_id=menage.foyer, demande=demande
                )
                for c in creneaux
            )
        return ""

    return geste
