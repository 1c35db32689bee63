"""What is dear for the server: what one account may ask of it in an hour (`compter`), and a few at
a time (`Tour`), a short queue, and beyond it a sentence instead of threads that all wait.

An hour's share is counted in the cache, which all processes share, and in this process too: a
refusal that undoes a transaction takes back what the cache in the database had counted in it, and a
file that is refused has cost as much as another.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils import timezone

from .erreurs import Refus

if TYPE_CHECKING:
    from famille.models import Utilisateur


OCCUPE = (
    "Le portail traite beaucoup de documents en ce moment. Attendez une minute, puis"
    " recommencez\u00a0: rien n’est perdu de ce que vous avez écrit."
)
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


class Occupe(Refus):
    """Too many are doing it at this moment. Nothing was done: the same may be asked again in a
    minute."""

    def __init__(self, message: str = OCCUPE) -> None:
        super().__init__(message)


class Tour:
    """In this process `ensemble` at once and `en_attente` behind them, who wait `secondes` at
    most."""

    def __init__(self, *, ensemble: int, en_attente: int, secondes: float) -> None:
        self._places = BoundedSemaphore(ensemble)
        self._file = BoundedSemaphore(ensemble + en_attente)
        self.secondes = secondes

    @contextmanager
    def attendre(self) -> Iterator[None]:
        """Occupe: the queue is full, or it has not moved."""
        if not self._file.acquire(blocking=False):
            raise Occupe
        try:
            if not self._places.acquire(timeout=self.secondes):
                raise Occupe
            try:
                yield
            finally:
                self._places.release()
        finally:
            self._file.release()
