"""The charts of the agents, drawn as SVG on the server: bars above days or weeks, with their scale.
A subject says its bars; one template draws them (famille/socle/figure.html). A table says them all.

Whole numbers only: a French page writes decimals with a comma, which SVG does not read.
"""

from dataclasses import dataclass
from typing import Protocol

GAUCHE = 34  # room for the figures of the scale


@dataclass(frozen=True)
class Trait:
    """A rectangle. `classe` gives its colour, `motif` the pattern that fills it instead (one of
    famille/socle/_motifs.html)."""

    classe: str
    x: int
    y: int
    largeur: int
    hauteur: int
    motif: str = ""


@dataclass(frozen=True)
class Texte:
    x: int
    y: int
    texte: str
    classe: str = "pfg-axe"
    ancre: str = "middle"


@dataclass(frozen=True)
class Graduation:
    y: int
    valeur: int

    @property
    def y_texte(self) -> int:
        return self.y + 4


class Barre(Protocol):
    """What a subject draws for one value, or for several one above the other."""

    @property
    def traits(self) -> list[Trait]: ...

    @property
    def textes(self) -> list[Texte]: ...


@dataclass(frozen=True)
class Figure[B: Barre]:
    """`resume`: what it shows, for whoever does not see it. `series`: the names of its legend;
    `lignes`: its table, the first cell of each being its head; `colonnes`: the heads of that
    table."""

    titre: str
    resume: str
    largeur: int
    hauteur: int
    base: int
    barres: list[B]
    etiquettes: list[Texte]
    graduations: list[Graduation]
    largeur_barre: int
    gauche: int = GAUCHE
    series: tuple[str, ...] = ()
    colonnes: tuple[str, ...] = ()
    lignes: tuple[tuple, ...] = ()

    @property
    def x_graduation(self) -> int:
        return self.gauche - 6


def graduations(plafond: int, *, base: int, hauteur: int) -> list[Graduation]:
    """The scale of a chart whose highest value is `plafond`: round steps, five figures at most.

    >>> [une.valeur for une in graduations(23, base=100, hauteur=100)]
    [0, 10, 20]
    >>> [une.valeur for une in graduations(3, base=100, hauteur=90)]
    [0, 1, 2, 3]
    """
    pas = max(1, -(-plafond // 4))
    if pas > 5:
        pas = -(-pas // 5) * 5
    return [
        Graduation(base - round(hauteur * valeur / plafond), valeur)
        for valeur in range(0, plafond + 1, pas)
    ]
