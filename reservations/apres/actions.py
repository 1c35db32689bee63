"""Undo one submission: its opposite through the engine, and its places in the queue given up."""

from famille.models import Foyer, Utilisateur
from famille.socle.erreurs import Refus
from reservations.attente.actions import retirer
from reservations.models import DemandeReservation
from reservations.moteur.annulation import Annulation
from reservations.moteur.soumettre import soumettre


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
