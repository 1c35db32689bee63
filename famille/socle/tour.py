"""What is dear, a few at a time: a short queue, and beyond it a sentence instead of threads that
all wait."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from .erreurs import Refus

OCCUPE = (
    "Le portail traite beaucoup de documents en ce moment. Attendez une minute, puis"
    " recommencez\u00a0: rien n’est perdu de ce que vous avez écrit."
)


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
