"""How many animators the law asks for children received at an accueil de loisirs. No Django.

Source: code de l'action sociale et des familles, R227-15 (holidays, Saturdays) and R227-16 (the
other days, since 2018; II: where the town has signed a projet éducatif territorial). The text does
not say how to round: up, in each age band.
"""

from dataclasses import dataclass
from enum import StrEnum

AGE = 6  # below it, fewer children for one animator
HEURES = 5  # in a row, above which an accueil of a school day is a long one
DIRECTION_COMPTEE = 50  # up to as many children, the director may be one of the animators
ARTICLES = {
    "extrascolaire": "R227-15",
    "periscolaire": "R227-16, I",
    "pedt": "R227-16, II",
}


class Cadre(StrEnum):
    """What the ratio depends on, beside ages."""

    EXTRASCOLAIRE = "extrascolaire"
    LONG = "periscolaire_plus_5h"
    COURT = "periscolaire_5h_au_plus"
    PEDT_LONG = "periscolaire_pedt_plus_5h_ou_deplacement"
    PEDT_COURT = "periscolaire_pedt_5h_au_plus"


# (children under AGE, children of AGE and more) for one animator
TAUX = {
    Cadre.EXTRASCOLAIRE: (8, 12),
    Cadre.LONG: (8, 12),
    Cadre.COURT: (10, 14),
    Cadre.PEDT_LONG: (10, 14),
    Cadre.PEDT_COURT: (14, 18),
}


@dataclass(frozen=True)
class Besoin:
    """`petits`, `grands`: children under AGE, of AGE and more; `animateurs`: how many are asked."""

    cadre: Cadre
    petits: int
    grands: int

    @property
    def taux(self) -> tuple[int, int]:
        return TAUX[self.cadre]

    @property
    def animateurs(self) -> int:
        return animateurs_minimum(self.cadre, self.petits, self.grands)

    @property
    def enfants(self) -> int:
        return self.petits + self.grands

    @property
    def article(self) -> str:
        """The article of the CASF: "R227-16, II"."""
        if self.cadre == Cadre.EXTRASCOLAIRE:
            return ARTICLES["extrascolaire"]
        pedt = self.cadre in (Cadre.PEDT_LONG, Cadre.PEDT_COURT)
        return ARTICLES["pedt" if pedt else "periscolaire"]


def cadre_du_jour(
    *, jour_de_classe: bool, pedt: bool, heures: float | None, deplacement: bool = False
) -> Cadre:
    """`jour_de_classe`: a day from Monday to Friday out of the holidays (Wednesdays too); `heures`:
    how long the accueil lasts in a row, None when nobody has said: then the stricter ratio;
    `deplacement`: the children leave the place, which matters under a PEdT.

    >>> cadre_du_jour(jour_de_classe=True, pedt=True, heures=4.5)
    <Cadre.PEDT_COURT: 'periscolaire_pedt_5h_au_plus'>
    """
    if not jour_de_classe:
        return Cadre.EXTRASCOLAIRE
    long = heures is None or heures > HEURES
    if pedt:
        return Cadre.PEDT_LONG if long or deplacement else Cadre.PEDT_COURT
    return Cadre.LONG if long else Cadre.COURT


def animateurs_minimum(cadre: Cadre, petits: int, grands: int) -> int:
    """For so many children under 6 and of 6 and more, there at the same moment.

    >>> animateurs_minimum(Cadre.EXTRASCOLAIRE, 9, 12)
    3
    """
    pour_les_petits, pour_les_grands = TAUX[cadre]
    return -(-petits // pour_les_petits) + -(-grands // pour_les_grands)
