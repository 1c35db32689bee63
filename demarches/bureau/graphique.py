"""The charts of the agents' home: two bars a week (famille.socle.graphique)."""

from dataclasses import dataclass
from typing import Any

from famille.socle.dire import compte, en_chiffres, en_lettres
from famille.socle.graphique import GAUCHE, Figure, Texte, Trait, graduations

HAUTEUR = 120  # of the bars alone, for the highest
BARRE, ENTRE_BARRES, ENTRE_SEMAINES = 13, 2, 10
HAUT, BAS = 20, 26
BASE = HAUT + HAUTEUR


@dataclass(frozen=True)
class Barre:
    x: int
    y: int
    hauteur: int
    serie: int
    valeur: int
    milieu: int

    @property
    def y_valeur(self) -> int:
        return self.y - 4

    @property
    def dite(self) -> bool:
        """Whether the number fits above the bar; the table has them all."""
        return 0 < self.valeur < 100

    @property
    def traits(self) -> list[Trait]:
        return [Trait(f"pfg-barre-{self.serie}", self.x, self.y, BARRE, self.hauteur)]

    @property
    def textes(self) -> list[Texte]:
        return (
            [Texte(self.milieu, self.y_valeur, str(self.valeur), "pfg-valeur")] if self.dite else []
        )


def figures(semaines: list[dict[str, Any]]) -> list[Figure]:
    """[Figure, Figure]: what came and what was answered; how long it waited. `semaines`:
    chiffres.semaines."""
    return [
        _figure(
            "Demandes reçues et traitées, par semaine",
            ("Reçues", "Traitées"),
            [(s["lundi"], s["recues"], s["traitees"]) for s in semaines],
            _resume_des_flux(semaines),
        ),
        _figure(
            "Attente avant la réponse, en jours",
            ("La moitié, au plus", "Neuf sur dix, au plus"),
            [(s["lundi"], s["mediane"], s["neuf_sur_dix"]) for s in semaines],
            _resume_des_attentes(semaines),
        ),
    ]


def _figure(titre: str, series: tuple[str, str], lignes: list[Any], resume: str) -> Figure:
    """`lignes`: (monday, value of each series or None)."""
    plafond = max(
        (valeur for _lundi, *valeurs in lignes for valeur in valeurs if valeur), default=1
    )
    barres, etiquettes, x = [], [], GAUCHE + ENTRE_SEMAINES // 2
    for rang, (lundi, *valeurs) in enumerate(lignes):
        for serie, valeur in enumerate(valeurs):
            gauche = x + serie * (BARRE + ENTRE_BARRES)
            if valeur is not None:
                barres.append(_barre(gauche, serie, valeur, plafond))
        if (len(lignes) - 1 - rang) % 2 == 0:
            etiquettes.append(
                Texte(x + BARRE + ENTRE_BARRES // 2, BASE + 18, en_chiffres(lundi, annee=False))
            )
        x += 2 * BARRE + ENTRE_BARRES + ENTRE_SEMAINES
    return Figure(
        titre=titre,
        resume=resume,
        series=series,
        barres=barres,
        etiquettes=etiquettes,
        graduations=graduations(plafond, base=BASE, hauteur=HAUTEUR),
        colonnes=("Semaine du", *series),
        lignes=tuple((en_lettres(lundi), *valeurs) for lundi, *valeurs in lignes),
        largeur=x,
        hauteur=BASE + BAS,
        base=BASE,
        largeur_barre=BARRE,
    )


def _barre(x: int, serie: int, valeur: int, plafond: int) -> Barre:
    hauteur = round(HAUTEUR * valeur / plafond)
    return Barre(x, BASE - hauteur, hauteur, serie, valeur, x + BARRE // 2)


def _resume_des_flux(semaines: list[dict[str, Any]]) -> str:
    recues, traitees = (sum(semaine[nom] for semaine in semaines) for nom in ("recues", "traitees"))
    dites = (compte(recues, "reçue"), compte(traitees, "traitée"))
    return f"En {len(semaines)} semaines : {', '.join(dites)}."


def _resume_des_attentes(semaines: list[dict[str, Any]]) -> str:
    derniere = next((s for s in reversed(semaines) if s["mediane"] is not None), None)
    if derniere is None:
        return "Aucune demande n’a été traitée pendant ces semaines."
    return (
        f"Semaine du {en_lettres(derniere['lundi'])} : la moitié des réponses en"
        f" {compte(derniere['mediane'], 'jour')} au plus, neuf sur dix en"
        f" {compte(derniere['neuf_sur_dix'], 'jour')} au plus."
    )
