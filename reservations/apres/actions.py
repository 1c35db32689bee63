"""Undo one submission: its opposite through the engine, and its places in the queue given up. The
private calendar feed of a household: opened, changed and closed by its adults."""

from django.db import transaction

from famille.actions import noter_modification
from famille.models import Foyer, Utilisateur
from famille.socle.erreurs import Refus
from reservations.attente.actions import retirer
from reservations.models import DemandeReservation, FluxAgenda
from reservations.moteur.annulation import Annulation
from reservations.moteur.soumettre import soumettre

_AGENDA = "agenda partagé"


def annuler_demande(
    annulation: Annulation, foyer: Foyer, *, par: Utilisateur, cle: str
) -> DemandeReservation | None:
    """The receipt of the opposite submission, None when there were only places in the queue.

    Refus: something can no longer be undone; nothing has changed.
    """
    demande = None
    if annulation.lignes:
        demande = soumettre(foyer, annulation.lignes, par=par, cle=cle)
        if not demande.acceptee:
            raison = next(
                ligne["phrase"] for ligne in demande.lignes if ligne["resultat"] == "refuse"
            )
            raise Refus(f"Rien n’a été défait : {raison}")
    for attente in annulation.attentes:
        retirer(attente, par=par)
    return demande


@transaction.atomic
def ouvrir_flux(foyer: Foyer, *, par: Utilisateur) -> FluxAgenda:
    """A new secret address. The one before, if any, answers no more."""
    supprimes, _details = FluxAgenda.objects.filter(foyer=foyer).delete()
    flux = FluxAgenda.objects.create(foyer=foyer)
    noter_modification(
        foyer, _AGENDA, par=par, apres={"Adresse": "remplacée" if supprimes else "créée"}
    )
    return flux


@transaction.atomic
def fermer_flux(foyer: Foyer, *, par: Utilisateur) -> bool:
    """Close it. False when there was none."""
    supprimes, _details = FluxAgenda.objects.filter(foyer=foyer).delete()
    if supprimes:
        noter_modification(foyer, _AGENDA, par=par, apres={"Adresse": "fermée"})
    return bool(supprimes)
