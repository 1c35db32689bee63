"""Whether the town may ask, and of whom."""

from django.conf import settings
from django.core.cache import cache

from demarches.models import ReglageQuotient
from famille.api_particulier.client import ApiParticulier
from famille.api_particulier.reponses import Echec, Issue

MUET = "caisses-muettes"
REPOS = 60  # seconds during which a service that was silent keeps no other parent waiting


def api() -> ApiParticulier | None:
    """None: the town has no token, or has not said its SIRET. One query where there is a token."""
    reglage = settings.API_PARTICULIER
    if not reglage:
        return None
    siret = ReglageQuotient.load().siret
    return ApiParticulier(reglage["adresse"], reglage["jeton"], siret) if siret else None


def est_muet() -> bool:
    return bool(cache.get(MUET))


def noter_le_silence(echec: Echec) -> None:
    if echec.issue is Issue.PANNE:
        cache.set(MUET, True, REPOS)
