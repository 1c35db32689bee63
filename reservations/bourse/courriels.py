"""The mail to those who wait, each at his turn. It says the centre, never a child nor a day."""

from datetime import datetime

from django.urls import reverse

from famille.courriels.boite_d_envoi import (
    adresse_absolue,
    courriels_de,
    preparer,
    retirer_notifications,
)
from famille.courriels.genres import CleDeCourriel, GenreDeCourriel
from reservations.models import Attente, Cession
from reservations.moteur.file.avis import destinataires

CEDEE = GenreDeCourriel("cession", "reservations/cession")


def annoncer(cession: Cession, attentes: list[tuple[Attente, datetime]]) -> None:
    """`attentes`: with the moment of each one's turn, before which his mail does not leave."""
    contexte = {
        "ou": cession.activite.structure.nom,
        "lien": adresse_absolue(reverse("reservations:bourse")),
    }
    for attente, quand in attentes:
        for adulte in destinataires(attente.foyer, [attente.par_id] if attente.par_id else []):
            cle = CEDEE.cle(cession.reference, attente.foyer_id).pour(adulte)
            preparer(
                cle,
                adulte.email,
                contexte | {"prenom": adulte.first_name},
                pas_avant=quand if quand > cession.le else None,
            )


def oublier(cession: Cession) -> None:
    """Those whose turn had not come have nothing to read any more."""
    retenus = courriels_de(_cle(cession)).filter(envoye_le=None, essais=0)
    if retenus.delete()[0]:
        retirer_notifications(_cle(cession))


def _cle(cession: Cession) -> CleDeCourriel:
    return CEDEE.cle(cession.reference)
