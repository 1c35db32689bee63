"""What families pay by a grid, as a table: computed by the code that prices their bookings. Agents
check it against the council's decision, the public page of tariffs shows it."""

from decimal import Decimal
from typing import Any

from famille.socle.dire import centimes_en_euros, en_nombre
from reservations.regles.tarifs import NOMS, TAUX, Grille, prix, prix_extremes

QUOTIENTS_D_EXEMPLE = [Decimal(valeur) for valeur in (0, 250, 500, 750, 1000, 1500, 2000, 3000)]


def dire_la_grille(grille: Grille) -> dict[str, Any]:
    """dict(calcul, unite, colonnes, lignes) for a template: `lignes` are (who, [price in words,
    …]); neither is there when the grid gives no price."""
    contexte = {"calcul": _calcul(grille), "unite": NOMS[grille.unite][0]}
    try:
        prix_extremes(grille)
    except ValueError:
        return contexte
    familles = [("Agglomération", True, 1), ("Hors agglomération", False, 1)]
    if grille.deuxieme_enfant:
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
                        prix(grille, quotient=quotient, membre=membre, rang_enfant=rang).centimes
                    )
                    for _n, membre, rang in familles
                ],
            )
            for libelle, quotient in _quotients(grille)
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
    if grille.sans_reservation:
        supplement = centimes_en_euros(round(grille.sans_reservation * 100))
        phrase += f" ; supplément de {supplement} pour une venue sans réservation"
    return phrase


def _quotients(grille: Grille) -> list[tuple[str, Decimal | None]]:
    """(words, quotient) of each line: the end of each bracket, or examples for a rate; last, the
    unknown quotient."""
    if grille.mode == TAUX:
        lignes = [(f"Quotient {en_nombre(quotient)}", quotient) for quotient in QUOTIENTS_D_EXEMPLE]
    else:
        lignes, sous = [], None
        for tranche in grille.tranches:
            if tranche.jusqua is not None:
                lignes.append((f"Quotient jusqu’à {en_nombre(tranche.jusqua)}", tranche.jusqua))
            elif sous is None:
                lignes.append(("Tous les quotients", Decimal(0)))
            else:
                lignes.append((f"Quotient au-dessus de {en_nombre(sous)}", sous + 1))
            sous = tranche.jusqua
    return [*lignes, ("Quotient inconnu", None)]
