"""What one bloc costs, and why, in words: no database, no Django, the day's facts are arguments
(docs/comprendre/tarifs.md).

Amounts are Decimal euros inside a grid and int cents in a `Prix`. Each price is rounded once, half
a cent up, on one unit; several units cost that many times the rounded price, so that what is shown
adds up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from famille.socle.dire import centimes_en_euros, en_lettres, en_nombre
from famille.socle.ville import perimetre

from .juge import Moment, Unite, UniteComptee
from .reductions.calcul import Reduction, appliquer, retenir, selon_le_quotient
from .reductions.genre import Situation

TRANCHES = "tranches"
TAUX = "taux"

CENT = Decimal(100)
SANS_QUOTIENT = (
    "Nous ne connaissons pas votre quotient à cette date : vous payez le tarif le plus haut."
)
QUOTIENT_FINI = (
    "Nous connaissons votre quotient jusqu’au {fin}. Ensuite, vous payez le tarif le plus haut."
)
SANS_TARIF = "Le tarif de cette activité n’est pas encore publié : nous pouvons vous renseigner."
NOMS: dict[Unite | UniteComptee, tuple[str, str]] = {
    Unite.DEMI_JOURNEE: ("la demi-journée", "demi-journées"),
    Unite.JOURNEE: ("la journée", "journées"),
    Unite.SEMAINE: ("la semaine", "semaines"),
    UniteComptee.REPAS: ("le repas", "repas"),
    UniteComptee.SEANCE: ("la séance", "séances"),
    UniteComptee.DEMI_HEURE: ("la demi-heure", "demi-heures"),
    UniteComptee.HEURE: ("l’heure", "heures"),
}


@dataclass(frozen=True)
class Tranche:
    """`prix` (euros) for a quotient up to `jusqua` included; None: no upper end."""

    jusqua: Decimal | None
    prix: Decimal
    prix_hors_commune: Decimal | None = None


@dataclass(frozen=True)
class Grille:
    """A grid as the council voted it: prices in euros; `hors_commune`, `part_repas` and
    `non_consommee` in percent; `sans_reservation` in euros a unit; `retard_au_quart` or
    `retard_forfait` in euros for a late pick-up (reservations.regles.accueil.retard). `entiers`:
    for a price by the time spent, the most units that each part of a day can make, from the hours
    of the activity; else empty."""

    unite: Unite | UniteComptee
    debut: date
    deliberation: str
    fin: date | None = None
    mode: str = TRANCHES
    tranches: tuple[Tranche, ...] = ()
    taux: Decimal | None = None
    plancher: Decimal | None = None
    plafond: Decimal | None = None
    hors_commune: Decimal = Decimal(0)
    sans_reservation: Decimal = Decimal(0)
    part_repas: Decimal = Decimal(0)
    non_consommee: Decimal = Decimal(100)
    retard_au_quart: Decimal | None = None
    retard_forfait: Decimal | None = None
    reductions: tuple[Reduction, ...] = ()
    pk: int | None = None
    entiers: tuple[tuple[Moment, int], ...] = ()

    def __post_init__(self) -> None:
        ordre = sorted(
            self.tranches, key=lambda tranche: (tranche.jusqua is None, tranche.jusqua or 0)
        )
        object.__setattr__(self, "tranches", tuple(ordre))


@dataclass(frozen=True)
class Prix:
    """One price and all that made it. `centimes`: what is asked, `nombre` times `unitaire`.

    `quotient`: the one used, None when unknown. `de`, `jusqua`: the bracket's ends, None without
    one or for an open end. `borne`: "plancher" or "plafond" when a rate stopped there.
    `majoration`: percent applied. `reductions`: what was taken off then, in this order.
    `au_maximum`: a lower price exists, and only a declared quotient gives it. `part_repas`: the
    part that pays a meal, in percent. `supplement`: the part of `unitaire` for a child who came
    without a booking, in cents. `non_consommee`: the part due for a unit booked and not used, in
    percent. `au_temps`: billed by the time spent, `nombre` units at most.
    """

    centimes: int
    unitaire: int
    unite: Unite | UniteComptee
    deliberation: str
    en_vigueur_le: date
    nombre: int = 1
    quotient: Decimal | None = None
    membre: bool = True
    rang_enfant: int = 1
    de: Decimal | None = None
    jusqua: Decimal | None = None
    taux: Decimal | None = None
    borne: str = ""
    hors_commune: bool = False
    majoration: Decimal = Decimal(0)
    reductions: tuple[Reduction, ...] = ()
    au_maximum: bool = False
    selon_quotient: bool = False
    grille: int | None = None
    quotient_fini_le: date | None = None  # when none is in force: the last one's last day
    part_repas: Decimal = Decimal(0)
    supplement: int = 0
    non_consommee: Decimal = Decimal(100)
    au_temps: bool = False

    @property
    def montant(self) -> str:
        return centimes_en_euros(self.centimes)

    @property
    def phrase(self) -> str:
        """The French sentence a parent reads beside the price."""
        le_prix, les_unites = NOMS[self.unite]
        if self.au_temps:
            debut = self.au_temps_dit
        elif self.nombre == 1:
            debut = f"{self.montant} {le_prix}"
        else:
            un = centimes_en_euros(self.unitaire)
            debut = f"{self.montant} pour {self.nombre} {les_unites} à {un}"
        phrase = ", ".join([debut, *self._raisons()]) + "."
        return f"{phrase} {self.avis_quotient}" if self.au_maximum else phrase

    @property
    def au_temps_dit(self) -> str:
        """How a price by the time spent is counted, in French; "" for another price."""
        if not self.au_temps:
            return ""
        un = centimes_en_euros(self.unitaire)
        return (
            f"{un} {NOMS[self.unite][0]} commencée, d’après les heures d’arrivée et de départ"
            f" ({self.montant} au plus)"
        )

    @property
    def avis_quotient(self) -> str:
        """Why it is the highest price, and what to do; "" unless a quotient is missing."""
        return sans_quotient(self.quotient_fini_le) if self.au_maximum else ""

    def _raisons(self) -> Iterator[str]:
        if self.selon_quotient and self.quotient is not None:
            yield f"d’après votre quotient familial de {en_nombre(self.quotient)}"
        if self.hors_commune:
            yield f"tarif des familles qui habitent hors {perimetre().du}"
        yield from self.reductions_dites
        if self.supplement:
            yield f"dont {centimes_en_euros(self.supplement)} de supplément sans réservation"

    @property
    def reductions_dites(self) -> list[str]:
        """ "réduction 2e enfant : − 10 %" of each, in the order in which they were applied."""
        situation = Situation(self.rang_enfant, self.quotient, self.membre)
        return [une.dite(situation) for une in self.reductions]

    def fois(self, combien: int) -> "Prix":
        """The price of `combien` (≥ 1) such units."""
        return replace(self, centimes=self.unitaire * combien, nombre=combien)

    def donnees(self) -> dict:
        """Everything above, in JSON's own types: what a receipt or an invoice keeps for ever."""
        return {
            "centimes": self.centimes,
            "unitaire": self.unitaire,
            "nombre": self.nombre,
            "unite": str(self.unite),
            "deliberation": self.deliberation,
            "grille": self.grille,
            "en_vigueur_le": self.en_vigueur_le.isoformat(),
            "quotient": None if self.quotient is None else str(self.quotient),
            "tranche": [None if borne is None else str(borne) for borne in (self.de, self.jusqua)],
            "taux": None if self.taux is None else str(self.taux),
            "borne": self.borne,
            "membre": self.membre,
            "majoration": str(self.majoration),
            "rang_enfant": self.rang_enfant,
            "reductions": [
                {"genre": une.genre, "mesure": une.mesure, "valeur": str(une.valeur), "dite": dite}
                for une, dite in zip(self.reductions, self.reductions_dites, strict=True)
            ],
            "supplement": self.supplement,
            "au_maximum": self.au_maximum,
            "phrase": self.phrase,
        }


def sans_quotient(fini_le: date | None) -> str:
    """The sentence for a missing quotient; one that ended (`fini_le`) was declared, and only the
    next is missing."""
    return QUOTIENT_FINI.format(fin=en_lettres(fini_le)) if fini_le else SANS_QUOTIENT


def avis_quotient(prix: Iterable[Prix | None]) -> str:
    """The one sentence for several prices of a household, "" when a quotient is known for all."""
    au_maximum = [un for un in prix if un and un.au_maximum]
    finis = [un.quotient_fini_le for un in au_maximum if un.quotient_fini_le]
    return sans_quotient(max(finis, default=None)) if au_maximum else ""


def grille_au(grilles: Iterable[Grille], jour: date) -> Grille | None:
    """The grid in force on `jour`: of those that have begun and not ended, the latest begun."""
    en_vigueur = [g for g in grilles if g.debut <= jour and (g.fin is None or jour <= g.fin)]
    return max(en_vigueur, key=lambda grille: grille.debut, default=None)


def prix(
    grille: Grille,
    *,
    quotient: Decimal | int | None,
    membre: bool,
    rang_enfant: int = 1,
    sans_reservation: bool = False,
    accordees: tuple[Reduction, ...] = (),
) -> Prix:
    """The price of one unit. `quotient`: the household's on that day, or None; `membre`: it lives
    in the agglomeration; `rang_enfant`: 1 for its eldest child registered there, 2 for the next;
    `sans_reservation`: the centre added him on the spot; `accordees`: what was granted beside what
    the grid says.
    ValueError: a grid that gives no price.
    """
    possibles = list(_possibles(grille, membre=membre))
    connu = None if quotient is None else Decimal(quotient)
    trouve = _trouver(grille, possibles, connu, membre=membre)
    reductions = grille.reductions + accordees
    retenues = retenir(reductions, Situation(rang_enfant, connu, membre))
    montants = {_centimes(appliquer(possible["euros"], retenues)) for possible in possibles}
    varie = len(montants) > 1 or selon_le_quotient(reductions)
    supplement = _centimes(grille.sans_reservation) if sans_reservation else 0
    centimes = _centimes(appliquer(trouve.pop("euros"), retenues)) + supplement
    return Prix(
        centimes=centimes,
        unitaire=centimes,
        unite=grille.unite,
        deliberation=grille.deliberation,
        en_vigueur_le=grille.debut,
        quotient=connu,
        membre=membre,
        rang_enfant=rang_enfant,
        reductions=retenues,
        au_maximum=quotient is None and varie,
        selon_quotient=varie,
        grille=grille.pk,
        part_repas=grille.part_repas,
        supplement=supplement,
        non_consommee=grille.non_consommee,
        au_temps=bool(grille.entiers),
        **trouve,
    )


def _trouver(
    grille: Grille, possibles: list[dict[str, Any]], quotient: Decimal | None, *, membre: bool
) -> dict[str, Any]:
    """The price for this quotient; the dearest when it is unknown."""
    if quotient is None:
        return max(possibles, key=lambda possible: possible["euros"])
    if grille.mode == TAUX:
        return _par_taux(grille, quotient, membre=membre)
    return next(p for p in possibles if p["jusqua"] is None or quotient <= p["jusqua"])


@dataclass(frozen=True)
class Ecart:
    """The lowest and highest price of one unit for a first child, in cents. `lieu`: the words after
    "à "."""

    bas: int
    haut: int
    unite: Unite | UniteComptee
    lieu: str

    @property
    def phrase(self) -> str:
        """What an unknown quotient costs, in French."""
        bas, haut = centimes_en_euros(self.bas), centimes_en_euros(self.haut)
        return (
            f"Sans lui, {NOMS[self.unite][0]} à {self.lieu} coûte {haut}, le tarif le plus haut."
            f" Avec lui : de {bas} à {haut}, selon vos revenus."
        )


def ecart(
    grille: Grille, lieu: str, *, membre: bool, accordees: tuple[Reduction, ...] = ()
) -> Ecart:
    """The Ecart of this grid, with the reductions granted to all. ValueError as `prix`."""
    bas, haut = (
        prix(grille, quotient=quotient, membre=membre, accordees=accordees).centimes
        for quotient in (0, None)
    )
    return Ecart(bas, haut, grille.unite, lieu)


def prix_extremes(grille: Grille) -> tuple[int, int]:
    """(lowest, highest) price in cents of a first child, whatever the quotient and the town.
    ValueError as `prix`."""
    ecarts = [ecart(grille, "", membre=membre) for membre in (True, False)]
    return min(un.bas for un in ecarts), max(un.haut for un in ecarts)


def _possibles(grille: Grille, *, membre: bool) -> Iterator[dict[str, Any]]:
    """Each price of the grid, or the two ends of its rate, as the fields of a Prix and `euros`."""
    if grille.mode == TAUX:
        for borne in ("plancher", "plafond"):
            if getattr(grille, borne) is None:
                raise ValueError(f"a rate without {borne}")
            yield _hors_commune(grille, getattr(grille, borne), membre=membre) | {
                "taux": grille.taux,
                "borne": borne,
            }
        return
    if not grille.tranches or grille.tranches[-1].jusqua is not None:
        raise ValueError("brackets without an open end")
    de = None
    for tranche in grille.tranches:
        tarif = _hors_commune(grille, tranche.prix, membre=membre, propre=tranche.prix_hors_commune)
        yield tarif | {"de": de, "jusqua": tranche.jusqua}
        de = tranche.jusqua


def _par_taux(grille: Grille, quotient: Decimal, *, membre: bool) -> dict[str, Any]:
    if grille.taux is None:
        raise ValueError("a rate without its value")
    if grille.plancher is None or grille.plafond is None:
        raise ValueError("a rate without its two ends")
    brut = quotient * grille.taux
    borne = "plancher" if brut < grille.plancher else "plafond" if brut > grille.plafond else ""
    montant = getattr(grille, borne) if borne else brut
    return _hors_commune(grille, montant, membre=membre) | {"taux": grille.taux, "borne": borne}


def _hors_commune(
    grille: Grille, montant: Decimal, *, membre: bool, propre: Decimal | None = None
) -> dict[str, Any]:
    """What a family from outside pays: the bracket's own price for them, else the increase in
    percent."""
    if membre:
        return {"euros": montant}
    if propre is not None:
        return {"euros": propre, "hors_commune": propre != montant}
    majoration = grille.hors_commune
    return {
        "euros": montant * (CENT + majoration) / CENT,
        "hors_commune": bool(majoration),
        "majoration": majoration,
    }


def _centimes(montant: Decimal) -> int:
    return int((montant * CENT).quantize(Decimal(1), rounding=ROUND_HALF_UP))
