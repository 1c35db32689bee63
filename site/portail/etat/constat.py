"""One line of the state of the portal, and how a set of them is kept for a moment."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

OK, PANNE, ABSENT, A_PREVOIR = "ok", "panne", "absent", "a-prevoir"


@dataclass(frozen=True)
class Constat:
    """`etat`: OK, PANNE (something to do), ABSENT (this town has none), A_PREVOIR (something
    to do one day, while all goes well). `detail` and `que_faire`
    are sentences for people, without a name; `lien`: the path of the screen where it is dealt with,
    by whoever has the right `droit`."""

    cle: str
    libelle: str
    etat: str
    detail: str = ""
    que_faire: str = ""
    lien: str = ""
    droit: str = ""

    @property
    def en_panne(self) -> bool:
        return self.etat == PANNE


class Memoire[Lu]:
    """What a function reads, made again once they are `duree` seconds old: a monitoring tool
    that asks each second costs no more than one that asks each minute."""

    def __init__(self, constater: Callable[[], list[Lu]], duree: float) -> None:
        self._constater, self._duree = constater, duree
        self._verrou = threading.Lock()
        self.oublier()

    def oublier(self) -> None:
        self._lus: list[Lu] = []
        self._peremption = 0.0

    def lire(self) -> list[Lu]:
        with self._verrou:
            if time.monotonic() >= self._peremption:
                self._lus = self._constater()
                self._peremption = time.monotonic() + self._duree
            return self._lus


def juger(cle: str, libelle: str, va_bien: bool, detail: str, que_faire: str, **ou: str) -> Constat:
    """OK, or PANNE with what to do. `ou`: `lien` and `droit`."""
    return Constat(
        cle, libelle, OK if va_bien else PANNE, detail, "" if va_bien else que_faire, **ou
    )
