"""The households of who is signed in: what most family pages read first, by a query written once
(famille.socle.requetes)."""

from django.utils import timezone

from famille.models import Foyer, Utilisateur
from famille.socle.requetes import RequeteEcrite


def foyers_de(utilisateur: Utilisateur) -> list[Foyer]:
    """`Foyer.objects.de` of this account, as of today."""
    return _FOYERS.lire(utilisateur=utilisateur.pk, jour=timezone.localdate())


_FOYERS = RequeteEcrite(Foyer.objects.de)
