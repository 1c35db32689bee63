"""The basket as people read it: its lines by day, what they come to, and what has changed since
they were chosen."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from famille.models import Foyer
from famille.socle.dire import centimes_en_euros, enumerer
from reservations.models import LignePanier
from reservations.models.demandes import Action
from reservations.regles.dire import nom_du_bloc, quand, rang_du_moment
from reservations.regles.juge import etendue

MONTREES = 6  # rows shown beside the calendar; the summary has them all
SIGNES = {Action.RESERVER: "+", Action.ANNULER: "−"}
CLASSES = {Action.RESERVER: "ajout", Action.ANNULER: "annulation", Action.ATTENDRE: "attendre"}
MOTS = {
    Action.RESERVER: ("réservation", "réservations"),
    Action.ANNULER: ("annulation", "annulations"),
    Action.ATTENDRE: ("place en liste d’attente", "places en liste d’attente"),
}


@dataclass(frozen=True)
class RangeePanier:
    """The changes of one child, one day, one activity, that go the same way."""

    lignes: tuple[LignePanier, ...]

    @property
    def premiere(self) -> LignePanier:
        return self.lignes[0]

    @property
    def signe(self) -> str:
        signe = SIGNES.get(Action(self.premiere.action))
        return f"{signe} {len(self.lignes)}" if signe else "attente"

    @property
    def classe(self) -> str:
        return CLASSES[Action(self.premiere.action)]

    @property
    def mot(self) -> str:
        """What the sign says, in words."""
        return f"{len(self.lignes)} {MOTS[Action(self.premiere.action)][len(self.lignes) > 1]}"

    @property
    def quand(self) -> str:
        return quand(self.premiere.bloc)

    @property
    def quoi(self) -> str:
        return enumerer(nom_du_bloc(ligne.bloc) for ligne in self.lignes)

    @property
    def montant(self) -> str:
        if self.premiere.action == Action.ATTENDRE:
            return ""
        sommes = [ligne.vu.get("centimes") for ligne in self.lignes]
        return "" if None in sommes else centimes_en_euros(sum(sommes) * _sens(self.premiere))


@dataclass
class Panier:
    """`seuil`: from that number down, the places left are said; `attend`: whether this household is
    in a queue."""

    foyer: Foyer
    lignes: list[LignePanier] = field(default_factory=list)
    seuil: int = 0
    attend: bool = False

    def __len__(self) -> int:
        return len(self.lignes)

    @property
    def triees(self) -> list[LignePanier]:
        return sorted(self.lignes, key=_ordre)

    @property
    def rangees(self) -> list[RangeePanier]:
        return [RangeePanier(tuple(groupe)) for _cle, groupe in groupby(self.triees, key=_rangee)]

    @property
    def montrees(self) -> list[RangeePanier]:
        return self.rangees[:MONTREES]

    @property
    def autres(self) -> int:
        """How many changes are not among those shown."""
        return len(self.lignes) - sum(len(rangee.lignes) for rangee in self.montrees)

    @property
    def total(self) -> str:
        """What the changes add to the bill, in euros; what has no known price is left out
        (`sans_prix`)."""
        return centimes_en_euros(
            sum(ligne.vu.get("centimes", 0) * _sens(ligne) for ligne in self.lignes)
        )

    @property
    def sans_prix(self) -> bool:
        return any(
            "centimes" not in ligne.vu for ligne in self.lignes if ligne.action != Action.ATTENDRE
        )

    @property
    def avis_quotient(self) -> str:
        """Why it is the highest price, "" when it is not for want of a quotient; as said when the
        days were chosen."""
        avis = {
            ligne.vu.get("avis_quotient", "")
            for ligne in self.lignes
            if ligne.action == Action.RESERVER
        }
        return max(avis, default="")


def actions_de(paniers: Iterable[Panier]) -> dict[tuple, str]:
    """(household, child, activity, bloc) → what is asked of it."""
    return {
        (ligne.foyer_id, ligne.enfant_id, ligne.activite_id, ligne.bloc): str(ligne.action)
        for panier in paniers
        for ligne in panier.lignes
    }


def _rangee(ligne: LignePanier) -> tuple[date, Any, Any, Any]:
    return etendue(ligne.bloc)[0], ligne.enfant_id, ligne.activite_id, ligne.action


def _ordre(ligne: LignePanier) -> tuple[date, Any, Any, Any, Any, int]:
    return (
        etendue(ligne.bloc)[0],
        ligne.enfant.naissance,
        ligne.enfant_id,
        ligne.activite_id,
        ligne.action,
        rang_du_moment(ligne.bloc),
    )


def _sens(ligne: LignePanier) -> int:
    return {Action.RESERVER: 1, Action.ANNULER: -1}.get(Action(ligne.action), 0)
