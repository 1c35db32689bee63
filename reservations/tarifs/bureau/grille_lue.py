"""What families pay by a grid, as a table that an agent checks against the council's decision."""

from dataclasses import replace
from typing import Any

from reservations.models import GrilleTarifaire
from reservations.regles.tarifs import Grille, Tranche
from reservations.tarifs.faits import en_grille, entiers_de
from reservations.tarifs.grille_dite import dire_la_grille


def de_la_ligne(grille: GrilleTarifaire) -> Grille:
    """The pure Grille of a GrilleTarifaire, whose brackets are read."""
    tranches = [
        Tranche(tranche.jusqua, tranche.prix, tranche.prix_hors_commune)
        for tranche in grille.tranches.all()
    ]
    reductions = [une.pure for une in grille.reductions.all()]
    pure = en_grille(vars(grille), tranches, reductions, pk=grille.pk)
    return replace(pure, entiers=entiers_de(pure.unite, vars(grille.activite)))


def apercu(grille: GrilleTarifaire) -> dict[str, Any]:
    """As `dire_la_grille`."""
    return dire_la_grille(de_la_ligne(grille))
