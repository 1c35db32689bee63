"""The chart of the fill screen: one figure an activity (famille.socle.graphique). The figures
themselves are in the table below it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from famille.socle.dire import en_jour, en_nombre
from famille.socle.graphique import GAUCHE, Figure, Texte, Trait, graduations
from reservations.planning.bureau.remplissage import Remplissage, Total

from .remplissage import CaseRemplissage

HAUTEUR = 150  # of the bars alone, for the highest
LARGEUR_BARRE = 26
ECART = 6  # between the bars of a day
ENTRE_JOURS = 16
LIGNE = 18  # of a number
MARGE_HAUT, MARGE_BAS = 2 * LIGNE + 4, 40
JOURS_COURTS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")


@dataclass(frozen=True)
class Barre:
    """One créneau. From the bottom: booked, held for an offer, free; the queue stands above the
    capacity."""

    x: int
    base: int
    reservees: int  # heights
    proposees: int
    libres: int
    attente: int
    case: CaseRemplissage

    @property
    def y_reservees(self) -> int:
        return self.base - self.reservees

    @property
    def y_proposees(self) -> int:
        return self.y_reservees - self.proposees

    @property
    def y_capacite(self) -> int:
        return self.y_proposees - self.libres

    @property
    def y_attente(self) -> int:
        return self.y_capacite - self.attente

    @property
    def dedans(self) -> bool:
        """Whether the number of the booked fits in their part of the bar; else it stands above the
        whole."""
        return self.case.ouvert and self.reservees >= LIGNE

    @property
    def y_chiffre(self) -> int:
        if self.dedans:
            return self.y_reservees + LIGNE - 4
        return self.y_attente - 5 - (LIGNE if self.attente else 0)

    @property
    def hauteur(self) -> int:
        return self.base - self.y_capacite

    @property
    def y_file(self) -> int:
        """Of the number of those who wait."""
        return self.y_attente - 5

    @property
    def milieu(self) -> int:
        return self.x + LARGEUR_BARRE // 2

    @property
    def chiffre(self) -> str:
        return str(self.case.reservees) if self.case.ouvert else "×"

    @property
    def traits(self) -> list[Trait]:
        fond = "" if self.case.ouvert else "ferme"
        return [
            self._trait(self.y_capacite, self.hauteur, classe="pfg-libre", motif=fond),
            self._trait(self.y_reservees, self.reservees, classe="pfg-reserve"),
            self._trait(self.y_proposees, self.proposees, motif="propose"),
            self._trait(self.y_attente, self.attente, motif="attente"),
        ]

    def _trait(self, y: int, hauteur: int, *, classe: str = "", motif: str = "") -> Trait:
        return Trait(classe, self.x, y, LARGEUR_BARRE, hauteur, motif)

    @property
    def textes(self) -> list[Texte]:
        dedans = " pfg-dedans" if self.dedans else ""
        dits = [Texte(self.milieu, self.y_chiffre, self.chiffre, f"pfg-valeur{dedans}")]
        if self.case.attente:
            attente = f"+{self.case.attente}"
            dits.append(Texte(self.milieu, self.y_file, attente, "pfg-valeur pfg-file"))
        return dits


def figures(remplissage: Remplissage) -> list[Any]:
    """list[Figure], one a column of the Remplissage."""
    return [
        _figure(str(activite), [jour.colonnes[rang][1] for jour in remplissage.jours], total)
        for rang, (activite, total) in enumerate(
            zip(remplissage.activites, remplissage.totaux, strict=True)
        )
    ]


def _figure(titre: str, jours: list[Any], total: Total) -> Figure:
    """`jours`: the cases of each day, in order; days without any are not drawn."""
    jours = [cases for cases in jours if cases]
    plafond = (
        max((case.capacite + case.attente for cases in jours for case in cases), default=1) or 1
    )
    base = MARGE_HAUT + HAUTEUR
    barres, etiquettes, x = [], [], GAUCHE + ENTRE_JOURS // 2
    for cases in jours:
        debut = x
        for case in cases:
            barres.append(_barre(case, x, base, plafond))
            x += LARGEUR_BARRE + ECART
        milieu = (debut + x - ECART) // 2
        jour = cases[0].jour
        quantieme = "1er" if jour.day == 1 else str(jour.day)
        etiquettes += [
            Texte(milieu, base + 18, quantieme, "pfg-axe pfg-quantieme"),
            Texte(milieu, base + 33, JOURS_COURTS[jour.weekday()]),
        ]
        x += ENTRE_JOURS
    return Figure(
        titre=titre,
        resume=_resume(jours, total),
        largeur=max(x, 160),
        hauteur=base + MARGE_BAS,
        base=base,
        barres=barres,
        etiquettes=etiquettes,
        graduations=graduations(plafond, base=base, hauteur=HAUTEUR),
        largeur_barre=LARGEUR_BARRE,
    )


def _barre(case: Any, x: int, base: int, plafond: Any) -> Barre:
    """Heights that add up: each is the difference of two rounded ones."""
    echelle = [round(HAUTEUR * niveau / plafond) for niveau in _niveaux(case)]
    return Barre(
        x=x,
        base=base,
        reservees=echelle[0],
        proposees=echelle[1] - echelle[0],
        libres=echelle[2] - echelle[1],
        attente=echelle[3] - echelle[2],
        case=case,
    )


def _niveaux(case: Any) -> tuple[Any, Any, Any, Any]:
    capacite = max(case.capacite, case.prises)
    return case.reservees, case.prises, capacite, capacite + case.attente


def _resume(jours: Any, total: Total) -> str:
    """What the figure shows, for whoever does not see it."""
    if not jours:
        return "Aucun créneau sur cette période."
    reservees, capacite = (en_nombre(Decimal(un)) for un in (total.reservees, total.capacite))
    phrase = f"{reservees} places réservées sur {capacite}, soit {total.part} %."
    complets = [
        en_jour(cases[0].jour) for cases in jours if any(case.etat == "complet" for case in cases)
    ]
    if not complets:
        return f"{phrase} Il reste des places chaque jour."
    if len(complets) > 5:
        return f"{phrase} {len(complets)} jours ont au moins un créneau complet."
    return f"{phrase} Créneau complet : {', '.join(complets)}."
