"""The basket as people read it: its lines by day, what they come to, and what has changed since they were chosen."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from famille.models import Foyer
from famille.regles import en_jour, en_lettres

from .models import LignePanier
from .models.demandes import Action
from .montants import euros
from .regles import etendue

MONTREES = 6  # rows shown beside the calendar; the summary has them all
SIGNES = {Action.RESERVER: "+", Action.ANNULER: "−"}
CLASSES = {Action.RESERVER: "ajout", Action.ANNULER: "annulation", Action.ATTENDRE: "attendre"}
MOTS = {
    Action.RESERVER: ("réservation", "réservations"),
    Action.ANNULER: ("annulation", "annulations"),
    Action.ATTENDRE: ("place en liste d’attente", "places en liste d’attente"),
}


@dataclass(frozen=True)
class Rangee:
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
        return " et ".join(nom_du_bloc(ligne.bloc) for ligne in self.lignes)

    @property
    def montant(self) -> str:
        if self.premiere.action == Action.ATTENDRE:
            return ""
        sommes = [ligne.vu.get("centimes") for ligne in self.lignes]
        return "" if None in sommes else euros(sum(sommes) * _sens(self.premiere))


@dataclass
class Panier:
    """`seuil`: from that number down, the places left are said; `attend`: whether this household is in a queue."""

    foyer: Foyer
    lignes: list[LignePanier] = field(default_factory=list)
    seuil: int = 0
    attend: bool = False

    def __len__(self):
        return len(self.lignes)

    @property
    def triees(self) -> list[LignePanier]:
        return sorted(self.lignes, key=_ordre)

    @property
    def rangees(self) -> list[Rangee]:
        cle = lambda ligne: (etendue(ligne.bloc)[0], ligne.enfant_id, ligne.activite_id, ligne.action)  # noqa: E731
        return [Rangee(tuple(groupe)) for _cle, groupe in groupby(self.triees, key=cle)]

    @property
    def montrees(self) -> list[Rangee]:
        return self.rangees[:MONTREES]

    @property
    def autres(self) -> int:
        """How many changes are not among those shown."""
        return len(self.lignes) - sum(len(rangee.lignes) for rangee in self.montrees)

    @property
    def total(self) -> str:
        """What the changes add to the bill, in euros; what has no known price is left out (`sans_prix`)."""
        return euros(sum(ligne.vu.get("centimes", 0) * _sens(ligne) for ligne in self.lignes))

    @property
    def sans_prix(self) -> bool:
        return any("centimes" not in ligne.vu for ligne in self.lignes if ligne.action != Action.ATTENDRE)

    @property
    def avis_quotient(self) -> str:
        """Why it is the highest price, "" when it is not for want of a quotient; as said when the days were chosen."""
        avis = {ligne.vu.get("avis_quotient", "") for ligne in self.lignes if ligne.action == Action.RESERVER}
        return max(avis, default="")


def actions_de(paniers: Iterable[Panier]) -> dict[tuple, str]:
    """(household, child, activity, bloc) → what is asked of it."""
    return {
        (ligne.foyer_id, ligne.enfant_id, ligne.activite_id, ligne.bloc): str(ligne.action)
        for panier in paniers
        for ligne in panier.lignes
    }


def nom_du_bloc(cle: str) -> str:
    """ "matin", "après-midi", "journée", "semaine"."""
    if len(cle) == 8:
        return "semaine"
    return {"-matin": "matin", "-apres-midi": "après-midi"}.get(cle[10:], "journée")


def quand(cle: str) -> str:
    """ "mercredi 9 décembre", "semaine du 21 décembre"."""
    debut, fin = etendue(cle)
    return en_jour(debut) if debut == fin else f"semaine du {en_lettres(debut).rpartition(' ')[0]}"


def libelle(cle: str) -> str:
    """ "mercredi 9 décembre, matin", "semaine du 21 décembre"."""
    nom = nom_du_bloc(cle)
    return quand(cle) if nom == "semaine" else f"{quand(cle)}, {nom}"


def rang_du_moment(cle: str) -> int:
    """Morning, then afternoon, then the rest."""
    return {"-matin": 0, "-apres-midi": 1}.get(cle[10:], 2)


def _ordre(ligne):
    return (
        etendue(ligne.bloc)[0],
        ligne.enfant.naissance,
        ligne.enfant_id,
        ligne.activite_id,
        ligne.action,
        rang_du_moment(ligne.bloc),
    )


def _sens(ligne):
    return {Action.RESERVER: 1, Action.ANNULER: -1}.get(Action(ligne.action), 0)
