"""Which démarches this portal has, for who stands below the catalogue: a row only keeps the code of
its own. The catalogue, which imports the rows, is named once, when the app starts (apps.py)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from demarches.declaration.demarche import Demarche

Lecteur = Callable[[str], "Demarche | None"]


class Registre:
    def __init__(self) -> None:
        self._lire: Lecteur | None = None

    def brancher(self, lire: Lecteur) -> None:
        self._lire = lire

    def obtenir(self, code: str) -> Demarche | None:
        """The démarche of this code, or None when this version of the portal does not have it.
        RuntimeError: the app has not started."""
        if self._lire is None:
            raise RuntimeError("demarches.apps names the catalogue when Django starts")
        return self._lire(code)


REGISTRE = Registre()
