"""What a late pick-up costs: after the hour at which the evening closes, as the grid says, by
quarter of an hour begun or at a flat price. No Django (docs/comprendre/tarifs.md).

The quotient, the town and the reductions change nothing to it. Whatever the order in which hours
were noted, a child has one such price a day at most.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from enum import StrEnum

from famille.socle.dire import compte, en_duree, en_euros, en_heure, en_lettres
from reservations.regles.juge import PARIS, Moment
from reservations.regles.tarifs import Grille

from .passages import Porte

QUART = 15  # minutes
_SANS = "sans réduction"


class UniteDeRetard(StrEnum):
    QUART_D_HEURE = "quart-d-heure"
    FORFAIT = "forfait"


@dataclass(frozen=True)
class Retard:
    """One late pick-up. `moment`: of the list on which the departure was noted; `depart` and
    `attendu_a`, aware."""

    moment: Moment
    minutes: int
    depart: datetime
    attendu_a: datetime

    @property
    def phrase(self) -> str:
        duree = en_duree(self.minutes * 60)
        fermeture = en_heure(self.attendu_a)
        return f"Départ à {en_heure(self.depart)}, {duree} après la fermeture ({fermeture})."


@dataclass(frozen=True)
class PrixDuRetard:
    """`quantite` × `prix_unitaire`, in euros, is what is due."""

    quantite: Decimal
    unite: UniteDeRetard
    prix_unitaire: Decimal

    @property
    def montant(self) -> Decimal:
        return self.quantite * self.prix_unitaire

    @property
    def dit(self) -> str:
        """ "2 quarts d’heure de retard", "retard"."""
        if self.unite == UniteDeRetard.FORFAIT:
            return "retard"
        return f"{compte(int(self.quantite), 'quart d’heure', 'quarts d’heure')} de retard"


def retard_du_jour(portes: Mapping[Moment, Porte], midi: time | None) -> Retard | None:
    """Of one child in one activity on one day, as each of its lists says the door. `midi`: the end
    of the morning, None where the day is one; who is late out of the morning alone owes nothing.
    Of departures noted on several lists, the last out of the door holds."""
    partis = [
        Retard(moment, porte.retard, porte.depart, porte.attendu_a)
        for moment, porte in portes.items()
        if porte.depart
        and porte.attendu_a
        and (midi is None or porte.attendu_a.astimezone(PARIS).time() > midi)
    ]
    dernier = max(partis, key=lambda un: (un.depart, un.moment), default=None)
    return dernier if dernier and dernier.minutes else None


def prix_du_retard(grille: Grille | None, minutes: int) -> PrixDuRetard | None:
    """None where the council has voted nothing for it."""
    if grille is None or minutes <= 0:
        return None
    if grille.retard_forfait:
        return PrixDuRetard(Decimal(1), UniteDeRetard.FORFAIT, grille.retard_forfait)
    if grille.retard_au_quart:
        quarts = Decimal(-(-minutes // QUART))
        return PrixDuRetard(quarts, UniteDeRetard.QUART_D_HEURE, grille.retard_au_quart)
    return None


def regle_du_retard(grille: Grille) -> str:
    """ "3,00 € par quart d’heure commencé après la fermeture, sans réduction", "" without one."""
    if grille.retard_forfait:
        return f"{en_euros(grille.retard_forfait)} pour un départ après la fermeture, {_SANS}"
    if grille.retard_au_quart:
        prix = en_euros(grille.retard_au_quart)
        return f"{prix} par quart d’heure commencé après la fermeture, {_SANS}"
    return ""


def dire_le_tarif(grille: Grille) -> str:
    """What an invoice keeps of it."""
    return (
        f"Retard : {regle_du_retard(grille)} (tarif en vigueur depuis le"
        f" {en_lettres(grille.debut)}, délibération {grille.deliberation})."
    )
