"""Whether the town may ask, and of whom."""

from django.conf import settings
from django.core.cache import cache

from demarches.models import ReglageQuotient
from famille.api_particulier.client import ApiParticulier
from famille.api_particulier.reponses import Echec
from famille.models import Foyer

MUET, COUPES = "caisses-muettes", "caisses-coupees"
COUPES_DE_SUITE = 3  # households, before it is taken to be down for all
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


def noter_le_silence(foyer: Foyer, echec: Echec | None) -> None:
    """Nobody waits behind one who had no answer in time, nor behind several households in a row to
    whom it said that it is in trouble; what it says oddly of one person is hers alone. `echec`:
    None, it has answered."""
    if echec is None or not echec.est_une_coupure:
        cache.delete(COUPES)
        return
    coupes = {*cache.get(COUPES, ()), foyer.pk}
    if echec.est_un_silence or len(coupes) >= COUPES_DE_SUITE:
        cache.set(MUET, True, REPOS)
    else:
        cache.set(COUPES, sorted(coupes), REPOS)
