"""What a year of purchases amounts to, under the law EGAlim. No database.

Source: code rural et de la pêche maritime, L230-5-1; the rates and the columns are those of the
yearly declaration on "ma cantine" (betagouv/ma-cantine, data/schemas/imports).
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

ZERO = Decimal(0)
# (column of the import, field of the town's year), in the order of the schema
COLONNES = (
    ("siret", "siret"),
    ("année_bilan", "annee"),
    ("valeur_totale", "totale"),
    ("valeur_bio", "bio"),
    ("valeur_bio_dont_commerce_equitable", "bio_equitable"),
    ("valeur_siqo", "siqo"),
    ("valeur_externalites_performance", "externalites"),
    ("valeur_egalim_autres", "autres"),
    ("valeur_egalim_autres_dont_commerce_equitable", "autres_equitable"),
    ("valeur_viandes_volailles", "viandes"),
    ("valeur_viandes_volailles_egalim", "viandes_egalim"),
    ("valeur_viandes_volailles_france", "viandes_france"),
    ("valeur_produits_de_la_mer", "poissons"),
    ("valeur_produits_de_la_mer_egalim", "poissons_egalim"),
    ("valeur_produits_de_la_mer_france", "poissons_france"),
    ("valeur_fruits_et_legumes_france", "fruits_france"),
    ("valeur_charcuterie_france", "charcuterie_france"),
    ("valeur_produits_laitiers_france", "laitiers_france"),
    ("valeur_boulangerie_france", "boulangerie_france"),
    ("valeur_boissons_france", "boissons_france"),
    ("valeur_autres_france", "epicerie_france"),
)
MONTANTS = tuple(champ for _colonne, champ in COLONNES[2:])


@dataclass(frozen=True)
class Part:
    """`taux`: in percent, rounded to the tenth; None where nothing was bought. `seuil`: what the
    law asks of a school canteen of mainland France."""

    libelle: str
    taux: Decimal | None
    seuil: int

    @property
    def atteint(self) -> bool:
        return self.taux is not None and self.taux >= self.seuil


def parts(valeurs: Callable[[str], Decimal | None]) -> list[Part]:
    """`valeurs`: name of an amount → it.

    >>> du = {"totale": 1000, "bio": 210, "siqo": 200, "externalites": 0, "autres": 100,
    ...       "viandes": 100, "viandes_egalim": 70, "poissons": 100, "poissons_egalim": 40}
    >>> [(str(part.taux), part.atteint) for part in parts(lambda nom: Decimal(du[nom]))]
    [('51.0', True), ('21.0', True), ('55.0', False)]
    """

    def somme(*noms: str) -> Decimal:
        return sum((valeurs(nom) or ZERO for nom in noms), ZERO)

    totale = somme("totale")
    return [
        Part(
            "Produits durables et de qualité, dont bio",
            _taux(somme("bio", "siqo", "externalites", "autres"), totale),
            50,
        ),
        Part("Produits bio", _taux(somme("bio"), totale), 20),
        Part(
            "Viandes et poissons durables et de qualité",
            _taux(somme("viandes_egalim", "poissons_egalim"), somme("viandes", "poissons")),
            60,
        ),
    ]


def _taux(part: Decimal, tout: Decimal) -> Decimal | None:
    if not tout:
        return None
    return (100 * part / tout).quantize(Decimal("0.1"), ROUND_HALF_UP)


def incoherences(valeurs: Callable[[str], Decimal | None]) -> dict[str, str]:
    """Field → why: a part that is more than its whole, which the declaration would refuse."""
    dites = {}
    for part, tout in (
        ("bio_equitable", "bio"),
        ("autres_equitable", "autres"),
        ("viandes_egalim", "viandes"),
        ("viandes_france", "viandes"),
        ("poissons_egalim", "poissons"),
        ("poissons_france", "poissons"),
    ):
        if (valeurs(part) or ZERO) > (valeurs(tout) or ZERO):
            dites[part] = "Cette part dépasse son tout : vérifiez les deux valeurs."
    durables = sum(
        (valeurs(nom) or ZERO for nom in ("bio", "siqo", "externalites", "autres")), ZERO
    )
    if durables > (valeurs("totale") or ZERO):
        dites["totale"] = (
            "Les achats bio, SIQO et autres achats EGAlim dépassent la valeur totale :"
            " vérifiez-les."
        )
    return dites


def ligne_d_import(bilan: Any) -> list[str]:
    """A year as a line of the import: a point before the decimals, nothing where nothing was
    typed."""
    lues = (getattr(bilan, champ) for _colonne, champ in COLONNES)
    return ["" if valeur is None else str(valeur) for valeur in lues]
