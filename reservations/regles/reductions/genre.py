"""What a kind of reduction says of itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Situation:
    """What a reduction may depend on, on the day. `rang`: 1 for the household's eldest child
    registered there; `quotient`: None when unknown; `membre`: it lives in the agglomeration."""

    rang: int = 1
    quotient: Decimal | None = None
    membre: bool = True


def _aucun(_seuil: int) -> tuple[int, ...]:
    return ()


@dataclass(frozen=True)
class Genre:
    """`libelle`: as agents choose it. `vaut`: whether it holds in a situation, for a threshold.
    `dire`: whom it is given to, as an invoice says it ("2e enfant"), "" where its reason alone says
    it; `regle`: the same before anybody is known ("dès le 2e enfant").

    `seuil`: what its number is, "" for a kind that has none; `bornes`: the lowest and the highest.
    `retenu`: of several in the same place, whose threshold counts; None: each of them counts.
    `votable`: a grid may have it. `rangs`, `quotients`: whom the tables of prices show because of
    it.
    """

    libelle: str
    vaut: Callable[[Situation, int], bool]
    dire: Callable[[Situation, int], str]
    regle: Callable[[int], str]
    seuil: str = ""
    bornes: tuple[int, int] = (0, 0)
    retenu: Callable[[Iterable[int]], int] | None = None
    votable: bool = True
    rangs: Callable[[int], tuple[int, ...]] = _aucun
    quotients: Callable[[int], tuple[int, ...]] = _aucun
