"""The reductions that hold on a day, one after the other: which, in what order, what is left, and
how it is said."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from itertools import groupby

from famille.socle.dire import INSECABLE, centimes_en_euros, en_nombre

from .genre import Situation
from .genres import tous

POURCENT, MONTANT = "pourcent", "montant"
CENT = Decimal(100)
ORDRE = (
    "Les réductions s’appliquent l’une après l’autre, chacune sur ce que la précédente a laissé :"
    " celles de la grille, puis celles du centre ou de l’activité, puis celles du foyer ; dans"
    " chaque groupe, les pourcentages avant les montants. Le prix d’une unité est arrondi au"
    " centime une seule fois, après la dernière, et n’est jamais inférieur à zéro."
)
ARRONDI = "Le prix d’une unité est arrondi au centime après la réduction."
ARRONDI_APRES_PLUSIEURS = (
    "Réductions appliquées l’une après l’autre, dans cet ordre ; le prix d’une unité est arrondi au"
    " centime après la dernière."
)


class DeQui(IntEnum):
    """The origin of a reduction, in the order in which they apply."""

    GRILLE = 0
    CENTRE = 1
    FOYER = 2


@dataclass(frozen=True)
class Reduction:
    """`genre`: the code of its kind; `valeur`: percent, or euros a unit, as `mesure` says;
    `motif`: why it was granted, as the family reads it."""

    genre: str
    mesure: str
    valeur: Decimal
    seuil: int = 0
    motif: str = ""
    portee: DeQui = DeQui.GRILLE

    @property
    def combien(self) -> str:
        """ "− 10 %", "− 2,00 €"."""
        if self.mesure == POURCENT:
            return f"−{INSECABLE}{en_nombre(self.valeur)}{INSECABLE}%"
        return f"−{INSECABLE}{centimes_en_euros(round(self.valeur * 100))}"

    @property
    def regle(self) -> str:
        """ "réduction dès le 2e enfant : − 10 %"."""
        return self._dite(tous()[self.genre].regle(self.seuil))

    def dite(self, situation: Situation) -> str:
        """ "réduction 2e enfant : − 10 %", "réduction (séjour écourté) : − 2,00 €"."""
        return self._dite(tous()[self.genre].dire(situation, self.seuil))

    def _dite(self, qui: str) -> str:
        pourquoi = f"({self.motif})" if self.motif else ""
        return f"{' '.join(filter(None, ('réduction', qui, pourquoi)))} : {self.combien}"


def retenir(reductions: Iterable[Reduction], situation: Situation) -> tuple[Reduction, ...]:
    """The reductions that hold, in the order in which they apply. A third child has the reduction
    of third children, not that of second ones with it (`Genre.retenu`)."""
    valables = [une for une in reductions if tous()[une.genre].vaut(situation, une.seuil)]
    valables.sort(key=lambda une: (une.portee, une.genre))
    retenues = [
        une
        for (_portee, genre), siennes in groupby(valables, key=lambda u: (u.portee, u.genre))
        for une in _des_leurs(genre, list(siennes))
    ]
    return tuple(sorted(retenues, key=lambda une: (une.portee, une.mesure != POURCENT)))


def _des_leurs(genre: str, siennes: list[Reduction]) -> Iterator[Reduction]:
    retenu = tous()[genre].retenu
    seuil = retenu(une.seuil for une in siennes) if retenu else None
    return (une for une in siennes if seuil is None or une.seuil == seuil)


def selon_le_quotient(reductions: Iterable[Reduction]) -> bool:
    """Whether one of them depends on it."""
    return any(tous()[une.genre].quotients(une.seuil) for une in reductions)


def appliquer(euros: Decimal, retenues: Iterable[Reduction]) -> Decimal:
    """What is left of this price, not rounded."""
    for une in retenues:
        if une.mesure == POURCENT:
            euros = euros * (CENT - une.valeur) / CENT
        else:
            euros = max(Decimal(0), euros - une.valeur)
    return euros
