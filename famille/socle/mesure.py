"""What one account may ask of the server in an hour, when each asking is dear.

Counted in the cache, which all processes share, and in this process too: a refusal that undoes a
transaction takes back what the cache in the database had counted in it, and a file that is refused
has cost as much as another.
"""

from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils import timezone

from .erreurs import Refus

if TYPE_CHECKING:
    from famille.models import Utilisateur


_HEURE = 3600  # seconds
_ici: dict[str, int] = {}  # what this process has counted in the hour of `_heure_ici`
_heure_ici = 0


class TropSouvent(Refus):
    """This account has had its share of the hour."""


def compter(quoi: str, compte: "Utilisateur | None", *, par_heure: int, refus: str) -> None:
    """Count one more `quoi` ("depot", "pdf") of this account. TropSouvent(`refus`): it has had
    `par_heure` already.

    `compte`: a Utilisateur, or None for what the portal does by itself, which is not counted.
    """
    if compte is None:
        return
    heure = int(timezone.now().timestamp()) // _HEURE
    cle = f"mesure:{quoi}:{compte.pk}:{heure}"
    if max(_compter_ici(cle, heure), _compter_partout(cle)) > par_heure:
        raise TropSouvent(refus)


def oublier() -> None:
    """What this process has counted."""
    _ici.clear()


def _compter_ici(cle: str, heure: int) -> int:
    global _heure_ici  # noqa: PLW0603 - one count a process, of the hour that runs
    if heure != _heure_ici:
        _heure_ici = heure
        _ici.clear()
    _ici[cle] = _ici.get(cle, 0) + 1
    return _ici[cle]


def _compter_partout(cle: str) -> int:
    cache.add(cle, 0, _HEURE)
    try:
        return cache.incr(cle)
    except ValueError:  # thrown out of a full cache meanwhile
        return 0
