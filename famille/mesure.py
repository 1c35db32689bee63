"""What one account may ask of the server in an hour, when each asking is dear. Counted in the cache that all processes
share; a count that is lost there begins again from nothing, and refuses nobody by mistake."""

from django.core.cache import cache
from django.utils import timezone

from famille.erreurs import Refus

_HEURE = 3600  # seconds


class TropSouvent(Refus):
    """This account has had its share of the hour."""


def compter(quoi: str, compte, *, par_heure: int, refus: str) -> None:
    """Count one more `quoi` ("depot", "pdf") of this account. TropSouvent(`refus`): it has had `par_heure` already.

    `compte`: a Utilisateur, or None for what the portal does by itself, which is not counted.
    """
    if compte is None:
        return
    cle = f"mesure:{quoi}:{compte.pk}:{int(timezone.now().timestamp()) // _HEURE}"
    cache.add(cle, 0, _HEURE)
    try:
        faits = cache.incr(cle)
    except ValueError:  # thrown out of a full cache meanwhile
        return
    if faits > par_heure:
        raise TropSouvent(refus)
