"""What families pay by a grid, as a table: computed by the code that prices their bookings. Agents
check it against the council's decision, the public page of tariffs shows it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from famille.socle.dire import centimes_en_euros, en_nombre
from famille.socle.ville import perimetre
from reservations.regles.accueil.retard import regle_du_retard
from reservations.regles.accueil.temps import REGLE_PUBLIQUE
from reservations.regles.reductions.calcul import ORDRE
from reservations.regles.reductions.genres import tous
from reservations.regles.tarifs import CENT, NOMS, TAUX, Grille, prix, prix_extremes

QUOTIENTS_D_EXEMPLE = [Decimal(valeur) for valeur in (0, 250, 500, 750, 1000, 1500, 2000, 3000)]


def dire_la_grille(grille: Grille) -> dict[str, Any]:
    """dict(calcul, unite, ordre, colonnes, lignes) for a template: `ordre` says how reductions
    apply, "" without any; `lignes` are (who, [price in words, …]); neither `lignes` nor `colonnes`
    is there when the grid gives no price."""
    contexte = {
        "calcul": _calcul(grille),
        "unite": NOMS[grille.unite][0],
        "ordre": ORDRE if grille.reductions else "",
    }
    try:
        prix_extremes(grille)
    except ValueError:
        return contexte
    dedans, dehors = perimetre().en_titre, f"Hors {perimetre().nom}"
    familles = [
        (f"{ou}{apres_virgule(dit)}", membre, rang)
        for rang, dit in rangs_a_montrer([grille])
        for ou, membre in ((dedans, True), (dehors, False))
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


def rangs_a_montrer(grilles: Iterable[Grille]) -> list[tuple[int, str]]:
    """[(rank of a child, whom it stands for)] that these grids may tell apart: the first child,
    then each from whom on a reduction holds."""
    rangs = {
        rang: tous()[une.genre].regle(rang)
        for grille in grilles
        for une in grille.reductions
        for rang in tous()[une.genre].rangs(une.seuil)
    }
    return [(1, ""), *sorted(rangs.items())]


def quotients_des_reductions(grilles: Iterable[Grille]) -> set[Decimal]:
    """Those at which one of their reductions begins or ends."""
    return {
        Decimal(quotient)
        for grille in grilles
        for une in grille.reductions
        for quotient in tous()[une.genre].quotients(une.seuil)
    }


def apres_virgule(dit: str) -> str:
    return f", {dit}" if dit else ""


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
        phrase += f" ; majoration de {en_nombre(grille.hors_commune)} % hors {perimetre().du}"
    for une in grille.reductions:
        phrase += f" ; {une.regle}"
    if grille.entiers:
        phrase += f" ; {REGLE_PUBLIQUE.format(unite=NOMS[grille.unite][1].removesuffix('s'))}"
    if grille.sans_reservation:
        supplement = centimes_en_euros(round(grille.sans_reservation * 100))
        phrase += f" ; supplément de {supplement} pour une venue sans réservation"
    if grille.non_consommee != CENT:
        phrase += (
            f" ; {en_nombre(grille.non_consommee)} % du prix pour ce qui est réservé et n’est pas"
            " pris"
        )
    if retard := regle_du_retard(grille):
        phrase += f" ; {retard}"
    return phrase


def _quotients(grille: Grille) -> list[tuple[str, Decimal | None]]:
    """(words, quotient) of each line: the end of each bracket, and where a reduction depends on the
    quotient; or examples for a rate; last, the unknown quotient."""
    autres = quotients_des_reductions([grille])
    if grille.mode == TAUX:
        exemples = sorted({*QUOTIENTS_D_EXEMPLE, *autres})
        lignes = [(f"Quotient {en_nombre(quotient)}", quotient) for quotient in exemples]
    else:
        bornes = {t.jusqua for t in grille.tranches if t.jusqua is not None} | autres
        lignes = [(f"Quotient jusqu’à {en_nombre(borne)}", borne) for borne in sorted(bornes)]
        if bornes:
            plus = max(bornes)
            lignes.append((f"Quotient au-dessus de {en_nombre(plus)}", plus + 1))
        else:
            lignes.append(("Tous les quotients", Decimal(0)))
    return [*lignes, ("Quotient inconnu", None)]
