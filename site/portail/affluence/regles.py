"""Whose turn it is, without a list of who waits: each comer is given the hour of her entry, one
interval after the one before her, and the hour of the last one given is all that is kept."""

import math
from dataclasses import dataclass

from famille.socle.dire import en_duree

DEDANS = 30 * 60  # seconds: so long a place serves after its hour, and after the last page read
RENOUVELER = 5 * 60  # seconds: who is inside has her place pushed back no oftener than this
TOUT_DE_SUITE = 1.0  # seconds that are not worth a waiting page
RECUL = 60  # seconds by which the clocks of two machines may differ; beyond, one was put back
REGARDER = 15  # seconds between two looks, at most


@dataclass(frozen=True)
class Place:
    """`entree`: when its bearer may come in, in seconds since 1970; `donnee`: when it was given."""

    entree: float
    donnee: float = 0.0

    def secondes(self, maintenant: float) -> int:
        """What is left to wait, in whole seconds; 0: come in."""
        reste = self.entree - maintenant
        return 0 if reste <= TOUT_DE_SUITE else math.ceil(reste)

    def rang(self, maintenant: float, par_minute: int) -> int:
        """How many come in until it is her turn, her with them."""
        return max(1, math.ceil((self.entree - maintenant) * par_minute / 60))

    def sert(self, maintenant: float) -> bool:
        """Whether it still opens the door, now or at its hour. One that a clock put back since has
        made of the future does not: its hour would come that much later."""
        return self.donnee - RECUL <= maintenant <= self.entree + DEDANS

    def dite(self, maintenant: float, par_minute: int) -> dict[str, int | str]:
        """What the waiting page says: `rang`, `dans` (a duration in words), `secondes` left, and
        `revoir`, the seconds before it is worth looking again."""
        secondes = self.secondes(maintenant)
        return {
            "rang": self.rang(maintenant, par_minute),
            "dans": _en_mots(secondes),
            "secondes": secondes,
            "revoir": max(1, min(secondes, REGARDER)),
        }


def placer(
    prochaine: float, maintenant: float, par_minute: int, *, derniere: float = 0.0
) -> tuple[Place, float]:
    """The place of who comes now, and the hour of the next one. `prochaine`: the hour that the one
    before left, who came at `derniere`; an hour that is past was taken by nobody, and is not given
    again. Where the clock was put back since, the whole queue goes back with it."""
    if derniere - maintenant > RECUL:
        prochaine -= derniere - maintenant
    entree = max(prochaine, maintenant)
    return Place(entree, maintenant), entree + 60 / par_minute


def _en_mots(secondes: int) -> str:
    """Never less than what is left: a promise of two minutes that lasts three is a false one."""
    return en_duree(60 * math.ceil(secondes / 60)) if secondes >= 60 else "moins d’une minute"
