"""What families pay by a grid, as a table that an agent checks against the council's decision."""

from decimal import Decimal
from typing import Any

from famille.socle.dire import centimes_en_euros, en_nombre
from reservations.models import GrilleTarifaire
from reservations.regles.tarifs import NOMS, TAUX, Grille, Tranche, prix, prix_extremes
from reservations.tarifs.faits import en_grille

QUOTIENTS_D_EXEMPLE = [Decimal(valeur) for valeur in (0, 250, 500, 750, 1000, 1500, 2000, 3000)]


def de_la_ligne(grille: GrilleTarifaire) -> Grille:
    """The pure Grille of a GrilleTarifaire, whose brackets are read."""
    tranches = [
        Tranche(tranche.jusqua, tranche.prix, tranche.prix_hors_commune)
        for tranche in grille.tranches.all()
    ]
    return en_grille(vars(grille), tranches, pk=grille.pk)


def apercu(grille: GrilleTarifaire) -> dict[str, Any]:
    """dict(calcul, unite, colonnes, lignes) for the template: `lignes` are (who, [price in words,
    …])."""
    lue = de_la_ligne(grille)
    contexte = {"calcul": _calcul(lue), "unite": NOMS[lue.unite][0]}
    try:
        prix_extremes(lue)
    except ValueError:
        return contexte
    familles = [("Agglomération", True, 1), ("Hors agglomération", False, 1)]
    if lue.deuxieme_enfant:
        familles += [
            ("Agglomération, dès le 2e enfant", True, 2),
            ("Hors agglomération, dès le 2e enfant", False, 2),
        ]
    return contexte | {
        "colonnes": [nom for nom, _membre, _rang in familles],
        "lignes": [
            (
                libelle,
                [
                    centimes_en_euros(
                        prix(lue, quotient=quotient, membre=membre, rang_enfant=rang).centimes
                    )
                    for _n, membre, rang in familles
                ],
            )
            for libelle, quotient in _quotients(lue)
        ],
    }


def _calcul(grille: Grille) -> str:
    """The rule in words."""
    if grille.mode == TAUX:
        bornes = [
            centimes_en_euros(round(borne * 100)) if borne is not None else "?"
            for borne in (grille.plancher, grille.plafond)
        ]
        taux = en_nombre(grille.taux) if grille.taux is not None else "?"
        phrase = f"quotient × {taux}, au moins {bornes[0]}, au plus {bornes[1]}"
    else:
        phrase = "par tranches de quotient"
    if grille.hors_commune:
        phrase += f" ; majoration de {en_nombre(grille.hors_commune)} % hors de l’agglomération"
    if grille.deuxieme_enfant:
        phrase += f" ; réduction de {en_nombre(grille.deuxieme_enfant)} % dès le deuxième enfant"
    return phrase


def _quotients(grille: Grille) -> list[Any]:
    """(words, quotient) of each line: the end of each bracket, or examples for a rate; last, the
    unknown quotient."""
    if grille.mode == TAUX:
        lignes = [(f"Quotient {en_nombre(quotient)}", quotient) for quotient in QUOTIENTS_D_EXEMPLE]
    else:
        lignes = []
        for precedente, tranche in zip((None, *grille.tranches), grille.tranches, strict=False):
            if tranche.jusqua is not None:
                lignes.append((f"Quotient jusqu’à {en_nombre(tranche.jusqua)}", tranche.jusqua))
            elif precedente is None:
                lignes.append(("Tous les quotients", Decimal(0)))
            else:
                lignes.append(
                    (f"Quotient au-dessus de {en_nombre(precedente.jusqua)}", precedente.jusqua + 1)
                )
    return [*lignes, ("Quotient inconnu", None)]
