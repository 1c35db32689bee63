"""The basket as people read it: its lines by day, what they come to, and what has changed since
they were chosen."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from famille.foyers.mises_a_jour import PAR_LA_CAISSE
from famille.models import Foyer
from famille.socle.dire import centimes_en_euros, enumerer
from famille.socle.offres.caisse import VoieDeLaCaisse
from reservations.lecture.presences_dites import nom_de_ce_qui_est_pris
from reservations.models import LignePanier
from reservations.models.demandes import Action
from reservations.regles.calendrier import LE_PLUS_LARGE
from reservations.regles.dire import quand, rang_du_moment
from reservations.regles.juge import etendue

MONTRES_OUBLIES = 3  # days named of those that have left by themselves
SIGNES = {Action.RESERVER: "+", Action.ANNULER: "−"}
CLASSES = {Action.RESERVER: "ajout", Action.ANNULER: "annulation", Action.ATTENDRE: "attendre"}
MOTS = {
    Action.RESERVER: ("réservation", "réservations"),
    Action.ANNULER: ("annulation", "annulations"),
    Action.ATTENDRE: ("place en liste d’attente", "places en liste d’attente"),
}
PRIX_A_REVOIR = (
    "Votre quotient familial a été enregistré après ces choix : leurs prix seront recalculés quand"
    " vous toucherez « Vérifier et soumettre »."
)


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
    def auteur(self) -> str:
        """Who chose it, "" for the reader himself."""
        return self.premiere.auteur

    @property
    def quand(self) -> str:
        return quand(self.premiere.bloc)

    @property
    def quoi(self) -> str:
        return enumerer(
            nom_de_ce_qui_est_pris(ligne.activite.service, ligne.bloc) for ligne in self.lignes
        )

    @property
    def montant(self) -> str:
        if self.premiere.action == Action.ATTENDRE:
            return ""
        sommes = [ligne.vu.get("centimes") for ligne in self.lignes]
        return "" if None in sommes else centimes_en_euros(sum(sommes) * _sens(self.premiere))


MONTREES = 6  # rows shown beside the calendar


@dataclass
class Panier:
    """`seuil`: from that number down, the places left are said; `attend`: whether this household is
    in a queue; `perimees`: lines whose deadline has passed, which are asked no more;
    `quotient_le`: when its last quotient was written, None without one; `aide_possible`: somebody
    has a right to pay for it, today or another day."""

    foyer: Foyer
    lignes: list[LignePanier] = field(default_factory=list)
    perimees: list[LignePanier] = field(default_factory=list)
    seuil: int = 0
    attend: bool = False
    quotient_le: datetime | None = None
    aide_possible: bool = True
    aide: str = ""  # that prices are before what others pay of them
    voie: VoieDeLaCaisse | None = None  # how the CAF or the MSA gives its quotient

    def __len__(self) -> int:
        return len(self.lignes)

    @property
    def triees(self) -> list[LignePanier]:
        return sorted(self.lignes, key=_ordre)

    @cached_property
    def rangees(self) -> list[RangeePanier]:
        groupes: dict[tuple, list[LignePanier]] = {}
        for ligne in self.triees:  # mornings first: a row stands where its first line does
            groupes.setdefault(_rangee(ligne), []).append(ligne)
        return [RangeePanier(tuple(groupe)) for groupe in groupes.values()]

    @property
    def montrees(self) -> list[RangeePanier]:
        """Those shown beside the calendar; the summary has them all."""
        return self.rangees[:MONTREES]

    @property
    def autres(self) -> int:
        """How many changes are not shown."""
        return sum(len(rangee.lignes) for rangee in self.rangees[MONTREES:])

    @property
    def oubli(self) -> str:
        """What has left this basket by itself, in a sentence; "" for nothing."""
        if not self.perimees:
            return ""
        jours = list(dict.fromkeys(quand(un.bloc) for un in sorted(self.perimees, key=_ordre)))
        autres = ["d’autres jours"] if len(jours) > MONTRES_OUBLIES else []
        dits = enumerer([*jours[:MONTRES_OUBLIES], *autres])
        if len(self.perimees) == 1:
            return f"Un choix a quitté votre demande, sa date limite est passée : {dits}."
        return (
            f"{len(self.perimees)} choix ont quitté votre demande, leur date limite est passée :"
            f" {dits}."
        )

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
        days were chosen, and no more once a quotient has come."""
        avis = {
            ligne.vu.get("avis_quotient", "")
            for ligne in self.lignes
            if ligne.action == Action.RESERVER and not self._d_avant(ligne)
        }
        dit = max(avis, default="")
        return f"{dit} {PAR_LA_CAISSE[self.voie]}" if dit and self.voie else dit

    @property
    def prix_a_revoir(self) -> str:
        """That these prices are of before the quotient, "" when none is: the summary counts them
        anew."""
        if not any(ligne.vu.get("centimes") and self._d_avant(ligne) for ligne in self.lignes):
            return ""
        return PRIX_A_REVOIR

    def _d_avant(self, ligne: LignePanier) -> bool:
        return self.quotient_le is not None and ligne.cree_le < self.quotient_le


def actions_de(paniers: Iterable[Panier]) -> dict[tuple, str]:
    """(household, child, activity, bloc) → what is asked of it."""
    return {ligne.cle: str(ligne.action) for panier in paniers for ligne in panier.lignes}


def perimee(ligne: LignePanier, maintenant: datetime) -> bool:
    """Whether what this line asks can surely no longer be had: its deadline has passed. Holidays
    only bring a deadline nearer, school on Wednesdays only delays it, and a week counts from its
    Sunday: what is left in doubt is judged by the rules."""
    activite, annuler = ligne.activite, ligne.action == Action.ANNULER
    delai = activite.pour_annuler if annuler else activite.pour_reserver
    return delai.limite(etendue(ligne.bloc)[1], LE_PLUS_LARGE) < maintenant


def _rangee(ligne: LignePanier) -> tuple[date, Any, Any, Any, str]:
    jour = etendue(ligne.bloc)[0]
    return jour, ligne.enfant_id, ligne.activite_id, ligne.action, ligne.auteur


def _ordre(ligne: LignePanier) -> tuple[date, Any, Any, Any, int]:
    return (
        etendue(ligne.bloc)[0],
        ligne.enfant.naissance,
        ligne.enfant_id,
        rang_du_moment(ligne.bloc),  # the morning before the meal, as on the receipt
        ligne.activite_id,
    )


def _sens(ligne: LignePanier) -> int:
    return {Action.RESERVER: 1, Action.ANNULER: -1}.get(Action(ligne.action), 0)
