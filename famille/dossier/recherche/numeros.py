"""What is found by its number: each room says its own (famille.socle.offres)."""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cache

from famille.socle.offres import offres

MAX = 6
_NUMERO = re.compile(r"([A-Z]{1,3})[- ]?(?:(\d{4})[- ])?(\d{1,7})")


@dataclass(frozen=True)
class Trouvaille:
    """`titre`: its number; `dit`: what it is, and whose."""

    titre: str
    dit: str
    lien: str


class Numerote(ABC):
    """A kind of thing that bears a number: "F-2026-000299". `chiffres`: how many it ends by."""

    titre = ""
    permission = ""
    prefixes: tuple[str, ...] = ()
    chiffres = 6

    @abstractmethod
    def trouver(self, numero: str) -> list[Trouvaille]:
        """What is found by a number that begins so, the latest first, MAX at most. One query."""

    def numero(self, texte: str, annee: int) -> str:
        """The number that `texte` says, as people say it on the telephone: "f 299" is this year's
        F-2026-000299. "": it says none of this kind."""
        lu = _NUMERO.fullmatch(texte.strip().upper())
        if lu is None or lu[1] not in self.prefixes:
            return ""
        return f"{lu[1]}-{lu[2] or annee}-{int(lu[3]):0{self.chiffres}d}"


@cache
def numerotes() -> tuple[Numerote, ...]:
    """In the order of the rooms; loaded once, on the first search."""
    return tuple(classe() for offre in offres() for classe in offre.numerotes)
