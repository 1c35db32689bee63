"""What a kitchen is told of a day: how many plates of each kind, and what has changed since. No
Django.

A plate is of a school, an age group and a diet. Whoever has a PAI or a food allergy is apart, under
that word alone, whatever else he eats or not: his plate is made by name. So is that of a child
whose record cannot be read: nobody knows what he may not eat.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from .encadrement import AGE

PAI = "PAI"
ALLERGIE = "Allergie, sans PAI"
NON_LUE = "Fiche sanitaire illisible"
A_PART = (PAI, ALLERGIE, NON_LUE)
SANS_REGIME = "Repas ordinaire"
SANS_ECOLE = "École non renseignée"
TRANCHES = (f"Moins de {AGE} ans", f"{AGE} ans et plus")


class Plat(NamedTuple):
    """What is the same for all the children of one figure."""

    ecole: str
    tranche: str
    regime: str


type Comptes = Mapping[Plat, int]


@dataclass(frozen=True)
class Changement:
    """`de`: what was sent; `a`: what is expected now."""

    plat: Plat
    de: int
    a: int

    @property
    def ecart(self) -> int:
        return self.a - self.de

    @property
    def dit(self) -> str:
        """ "+2", "−1"."""
        return f"+{self.ecart}" if self.ecart > 0 else f"−{-self.ecart}"


@dataclass(frozen=True)
class LigneDEcole:
    """`regimes`: (diet, how many), the ordinary one first."""

    tranche: str
    regimes: Sequence[tuple[str, int]]

    @property
    def total(self) -> int:
        return sum(nombre for _regime, nombre in self.regimes)


@dataclass(frozen=True)
class CommandeDEcole:
    ecole: str
    lignes: Sequence[LigneDEcole]

    @property
    def total(self) -> int:
        return sum(ligne.total for ligne in self.lignes)


def tranche_d_age(age: int, groupes: Iterable[tuple[str, int, int]]) -> str:
    """The activity's own group of that age ((name, youngest, oldest), …); without one, by the age
    from which portions are those of the elementary school.

    >>> tranche_d_age(5, []), tranche_d_age(7, [("Grands", 6, 12)])
    ('Moins de 6 ans', 'Grands')
    """
    return next((nom for nom, de, a in groupes if de <= age <= a), TRANCHES[age >= AGE])


def regime_servi(*, pai: bool, allergie: bool, regime: str, illisible: bool = False) -> str:
    """The word under which a child is counted. `regime`: his diet in words, "" for none.

    >>> regime_servi(pai=True, allergie=True, regime="Sans porc")
    'PAI'
    """
    if pai:
        return PAI
    if allergie:
        return ALLERGIE
    return NON_LUE if illisible else regime or SANS_REGIME


def compter(plats: Iterable[Plat]) -> dict[Plat, int]:
    return dict(Counter(plats))


def changements(avant: Comptes, apres: Comptes) -> list[Changement]:
    """The kinds of plates whose number has changed; a child in place of another changes nothing to
    a kitchen.

    >>> un = Plat("Jean-Zay", "6 ans et plus", SANS_REGIME)
    >>> [c.dit for c in changements({un: 3}, {un: 5})]
    ['+2']
    """
    plats = sorted({*avant, *apres}, key=_ordre)
    lus = (Changement(plat, avant.get(plat, 0), apres.get(plat, 0)) for plat in plats)
    return [un for un in lus if un.ecart]


def dire_les_ecarts(change: Iterable[Changement]) -> str:
    """ "+2 −1": what comes and what goes, not their difference; "" when nothing has changed."""
    ecarts = [un.ecart for un in change]
    plus, moins = sum(e for e in ecarts if e > 0), -sum(e for e in ecarts if e < 0)
    return " ".join(dit for nombre, dit in ((plus, f"+{plus}"), (moins, f"−{moins}")) if nombre)


def par_ecole(comptes: Comptes) -> list[CommandeDEcole]:
    """By school, then age group; those apart are left out (`a_part`)."""
    rangees = sorted((plat for plat in comptes if plat.regime not in A_PART), key=_ordre)
    return [
        CommandeDEcole(
            ecole,
            [
                LigneDEcole(tranche, [(plat.regime, comptes[plat]) for plat in plats])
                for tranche, plats in groupby(siennes, key=lambda plat: plat.tranche)
            ],
        )
        for ecole, siennes in groupby(rangees, key=lambda plat: plat.ecole)
    ]


def a_part(comptes: Comptes) -> list[tuple[Plat, int]]:
    plats = sorted((plat for plat in comptes if plat.regime in A_PART), key=_ordre)
    return [(plat, comptes[plat]) for plat in plats]


def _ordre(plat: Plat) -> tuple:
    """The school that is not known last, the ordinary meal first, those apart last."""
    rang = A_PART.index(plat.regime) + 2 if plat.regime in A_PART else plat.regime != SANS_REGIME
    return plat.ecole == SANS_ECOLE, plat.ecole, plat.tranche, rang, plat.regime
