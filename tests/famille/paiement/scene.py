"""A payment opened at the provider's, and read again."""

from datetime import UTC, datetime

from famille import actions
from famille.models import Paiement

MAINTENANT = datetime(2026, 11, 25, 13, 32, tzinfo=UTC)


def ouvrir(famille, *factures):
    paiement = actions.ouvrir_paiement(
        famille.foyer, [une.pk for une in factures], par=famille.camille
    )
    actions.demander_au_fournisseur(
        paiement, courriel="c@exemple.fr", retour="https://x/r", notification="https://x/n"
    )
    return paiement


def relu(paiement):
    return Paiement.objects.get(pk=paiement.pk)
