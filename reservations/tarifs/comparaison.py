"""What changes from one grid to the next, as families pay it: computed by the code that prices
their bookings. No database."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from famille.socle.dire import centimes_en_euros, en_nombre
from famille.socle.ville import perimetre
from reservations.regles.tarifs import TAUX, Grille, prix, prix_extremes

from .grille_dite import (
    QUOTIENTS_D_EXEMPLE,
    apres_virgule,
    quotients_des_reductions,
    rangs_a_montrer,
)


@dataclass(frozen=True)
class Difference:
    """One price that is not the same. `qui`: the family, in words; prices in cents."""

    qui: str
    avant: int
    apres: int

    @property
    def phrase(self) -> str:
        """ "2,10 € → 2,31 € (+10 %)"."""
        bas, haut = centimes_en_euros(self.avant), centimes_en_euros(self.apres)
        if not self.avant:
            return f"{bas} → {haut}"
        part = Decimal(self.apres - self.avant) * 100 / self.avant
        signe = "+" if part > 0 else "−"
        return f"{bas} → {haut} ({signe}{en_nombre(abs(part).quantize(Decimal('0.1')))} %)"


def comparer(avant: Grille, apres: Grille) -> list[Difference]:
    """The prices that differ, by quotient, then town and rank of the child; [] when none does, or
    when one of the grids gives no price yet."""
    try:
        for grille in (avant, apres):
            prix_extremes(grille)
    except ValueError:
        return []
    trouvees = []
    for qui, quotient, membre, rang in _familles(avant, apres):
        bas, haut = (
            prix(grille, quotient=quotient, membre=membre, rang_enfant=rang).centimes
            for grille in (avant, apres)
        )
        if bas != haut:
            trouvees.append(Difference(qui, bas, haut))
    return trouvees


def _familles(avant: Grille, apres: Grille) -> Iterator[tuple[str, Decimal | None, bool, int]]:
    """(words, quotient, in the agglomeration, rank) of each family that the grids may tell
    apart."""
    rangs = rangs_a_montrer([avant, apres])
    for libelle, quotient in _quotients(avant, apres):
        for membre, ou in ((True, ""), (False, f", hors {perimetre().nom}")):
            for rang, dit in rangs:
                yield f"{libelle}{ou}{apres_virgule(dit)}", quotient, membre, rang


def _quotients(avant: Grille, apres: Grille) -> Iterator[tuple[str, Decimal | None]]:
    """The ends of the brackets of both, and what is above; examples where one is a rate."""
    bornes = {
        tranche.jusqua
        for grille in (avant, apres)
        for tranche in grille.tranches
        if tranche.jusqua is not None
    }
    bornes |= quotients_des_reductions([avant, apres])
    if TAUX in (avant.mode, apres.mode):
        bornes |= set(QUOTIENTS_D_EXEMPLE)
    for borne in sorted(bornes):
        yield f"Quotient {en_nombre(borne)}", borne
    plus = max(bornes, default=Decimal(0)) + 1
    yield (f"Quotient au-dessus de {en_nombre(plus - 1)}" if bornes else "Tous les quotients"), plus
    yield "Quotient inconnu", None
