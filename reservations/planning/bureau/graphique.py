"""The chart of the fill screen: one figure an activity (famille.socle.graphique). The figures
themselves are in the table below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from famille.socle.dire import en_jour, en_nombre
from famille.socle.graphique import GAUCHE, Figure, Texte, Trait, graduations

from .remplissage import CaseRemplissage, Remplissage, Total

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
    capacity. `y_…`: the top of each."""

    x: int
    base: int
    y_reservees: int
    y_proposees: int
    y_capacite: int
    y_attente: int
    case: CaseRemplissage

    @property
    def dedans(self) -> bool:
        """Whether the number of the booked fits in their part of the bar; else it stands above the
        whole."""
        return self.case.ouvert and self.base - self.y_reservees >= LIGNE

    @property
    def y_chiffre(self) -> int:
        if self.dedans:
            return self.y_reservees + LIGNE - 4
        return self.y_file - (LIGNE if self.y_attente < self.y_capacite else 0)

    @property
    def y_file(self) -> int:
        """The ordinate of the number of children who wait."""
        return self.y_attente - 5

    @property
    def chiffre(self) -> str:
        return str(self.case.reservees) if self.case.ouvert else "×"

    @property
    def traits(self) -> list[Trait]:
        parts = (
            (self.y_capacite, self.base, "pfg-libre", "" if self.case.ouvert else "ferme"),
            (self.y_reservees, self.base, "pfg-reserve", ""),
            (self.y_proposees, self.y_reservees, "", "propose"),
            (self.y_attente, self.y_capacite, "", "attente"),
        )
        return [
            Trait(classe, self.x, haut, LARGEUR_BARRE, bas - haut, motif)
            for haut, bas, classe, motif in parts
            if haut < bas
        ]

    @property
    def textes(self) -> list[Texte]:
        milieu, dedans = self.x + LARGEUR_BARRE // 2, " pfg-dedans" if self.dedans else ""
        dits = [Texte(milieu, self.y_chiffre, self.chiffre, f"pfg-valeur{dedans}")]
        if self.case.attente:
            dits.append(Texte(milieu, self.y_file, f"+{self.case.attente}", "pfg-valeur pfg-file"))
        return dits


def figures(remplissage: Remplissage) -> list[Figure[Barre]]:
    """One a column."""
    return [
        _figure(str(activite), [jour.colonnes[rang][1] for jour in remplissage.jours], total)
        for rang, (activite, total) in enumerate(
            zip(remplissage.activites, remplissage.totaux, strict=True)
        )
    ]


def _figure(titre: str, jours: Sequence[Sequence[CaseRemplissage]], total: Total) -> Figure[Barre]:
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


def _barre(case: CaseRemplissage, x: int, base: int, plafond: int) -> Barre:
    capacite = max(case.capacite, case.prises)
    niveaux = (case.reservees, case.prises, capacite, capacite + case.attente)
    reservees, proposees, libres, attente = (base - round(HAUTEUR * un / plafond) for un in niveaux)
    return Barre(x, base, reservees, proposees, libres, attente, case)


def _resume(jours: Sequence[Sequence[CaseRemplissage]], total: Total) -> str:
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
