"""What runs out of the request: each may run twice, at once even, and does the thing once."""

import time

from django.utils import timezone

from famille.courriels.boite_d_envoi import Remise
from reservations.models import DemandeReservation, Ouverture

from .attente import offres
from .bourse.actions import clore_les_cessions
from .facturation.comparaison import comparer_la_nuit
from .moteur import recapitulatif
from .moteur.file import lien_file
from .ouvertures import actions as ouvertures
from .presences.commandes import actions as commandes
from .rappels import actions as rappels

PLANIFICATIONS = (  # (name, function, minutes)
    ("enfants bientôt trop grands", "reservations.saisons.finit.prevenir_des_ages", 24 * 60),
    ("récapitulatifs de réservation", "reservations.taches.envoyer_recapitulatifs", 1),
    ("liste d’attente", "reservations.taches.tenir_la_file", 1),
    ("familles à prévenir d’une ouverture", "reservations.taches.prevenir_familles", 10),
    ("rappels avant la limite", "reservations.taches.envoyer_rappels", 10),
    ("publications retenues", "reservations.facturation.actions.publier_ce_qui_est_retenu", 1),
    ("facturé et dû", "reservations.taches.comparer_les_factures", 60),
    ("commandes de cuisine", "reservations.taches.envoyer_commandes", 1),
    ("imports à effacer", "reservations.consommation.imports.actions.purger_les_anciens", 24 * 60),
)
_PAR_TOUR = 500
_DUREE_TOUR = 25  # seconds after which a turn begins nothing more: it must not outlive the task


def envoyer_recapitulatifs() -> int:
    """How many mails were written, for the submissions that wait for theirs. In the rush of an
    opening those of families wait for its end: what the town cancels is told at once."""
    fin = time.monotonic() + _DUREE_TOUR
    ecrits = 0
    attendent = recapitulatif.a_recapituler()
    if Ouverture.objects.en_ruee(timezone.now()).exists():
        attendent = attendent.exclude(canal=DemandeReservation.Canal.PORTAIL)
    cles = list(attendent.values_list("pk", flat=True)[:_PAR_TOUR])
    with Remise() as remise:
        for pk in cles:
            if time.monotonic() >= fin:
                break
            ecrits += recapitulatif.recapituler(pk, remise)
    return ecrits


def comparer_les_factures() -> bool:
    """Whether the night's comparison of what was billed and of what is due was begun now."""
    return comparer_la_nuit()


def servir(creneaux: list[int]) -> int:
    """How many places were offered on these créneaux (pks), to whoever waits for them."""
    return lien_file.servir_creneaux(creneaux)


def tenir_la_file() -> int:
    """How many offers ended without an answer or were made: the queue never stops for a lost
    task."""
    clore_les_cessions()
    return offres.expirer_offres() + lien_file.servir_ce_qui_reste()


def prevenir_familles() -> int:
    """How many mails were written to families for whom something is missing before an opening."""
    return ouvertures.prevenir_familles()


def envoyer_rappels() -> int:
    """How many households were reminded of a week's bookings before their deadline."""
    return rappels.envoyer_rappels()


def envoyer_commandes() -> int:
    """How many orders were mailed to kitchens, at their hour."""
    return commandes.envoyer_les_commandes()
