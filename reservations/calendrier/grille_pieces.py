"""The pieces of the month as the page shows it. Pure: no database, no HTML."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from famille.models import Enfant
from famille.socle.dire import en_jour, en_lettres, enumerer
from reservations.lecture.filtres import Mois
from reservations.regles.cases import Case, EtatCase
from reservations.regles.juge import Moment, Nature, Unite, cle_de

if TYPE_CHECKING:
    from .repas.lecture import RepasDuJour


# Why a day has nothing to choose, most of the year.
ORDINAIRES = SANS_ACCUEIL, PASSE, INCONNU = (
    "pas d’accueil",
    "jour passé",
    "calendrier scolaire pas encore connu",
)


class Choix(NamedTuple):
    """One bloc of one child at its place. `quand`, then `qui` (the child and the place, names that
    nobody translates): what comes before the label in the button's name."""

    cle: tuple[int, int, int, str]
    quand: str
    qui: str
    mot: str
    case: Case

    @property
    def identifiant(self) -> str:
        """Of its element, where a press puts it back."""
        return "c{}-{}-{}-{}".format(*self.cle)

    @property
    def valeur(self) -> str:
        """What its button sends before the action: household, child, activity, bloc."""
        return "{}.{}.{}.{}".format(*self.cle)


@dataclass(slots=True)
class RangEnfant:
    """One child in one activity, on one day or one week; `activite` "": in those of a school day,
    whose choices say what they are."""

    enfant: Enfant
    foyer: str
    activite: str
    choix: list[Choix] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ensemble:
    """One gesture for several choices: all that is free among them, or all that was just chosen.
    `cle`: the day ("2026-12-09") or the week ("2026-S50") that it covers, as the key of a bloc;
    `mot`: what it is called."""

    cle: str
    quand: str
    mot: str
    action: str

    @classmethod
    def de(
        cls, groupe: "JourGrille | SemaineGrille", choix: "list[Choix]", mot: str
    ) -> "Ensemble | None":
        """Of this day or week. None where one press on a choice does as much."""
        etats = [un.case.etat for un in communs(choix)]
        libres = etats.count(EtatCase.LIBRE)
        if libres > 1:
            return cls(groupe.cle, groupe.quand, mot, "reserver")
        if not libres and etats.count(EtatCase.AJOUT) > 1:
            return cls(groupe.cle, groupe.quand, "Tout retirer", "retirer")
        return None


def communs(choix: list[Choix]) -> list[Choix]:
    """Of a day or a week, what one gesture for all is about: a garderie is not booked with the
    rest, unless it is alone."""
    return [un for un in choix if not un.mot.startswith("garderie")] or choix


@dataclass(slots=True)
class JourGrille:
    """`etiquette`: why the day is not an ordinary one. `rien`: why it has nothing to choose, ""
    when it has. `repas`: what is eaten there, one a place (repas.lecture)."""

    jour: date
    dedans: bool
    nature: Nature
    etiquette: str = ""
    passe: bool = False
    aujourdhui: bool = False
    rangs: list[RangEnfant] = field(default_factory=list)
    rien: str = ""
    repas: Sequence["RepasDuJour"] = ()

    @property
    def cle(self) -> str:
        return self.jour.isoformat()

    @property
    def choix(self) -> list[Choix]:
        return [un for rang in self.rangs for un in rang.choix]

    @property
    def quand(self) -> str:
        return en_jour(self.jour)

    @property
    def ordinaire(self) -> bool:
        """Whether it has nothing to choose as most of the year: that is read out, not drawn in
        every cell."""
        return self.nature in (Nature.SCOLAIRE, Nature.INCONNUE) and self.rien in ORDINAIRES

    @property
    def allergiques(self) -> str:
        """Whom a dish of it harms."""
        return enumerer(
            dict.fromkeys(qui for un in self.repas for une in un.alertes for qui in une.prenoms)
        )

    @property
    def illisibles(self) -> str:
        """Whose allergies cannot be read."""
        return enumerer(dict.fromkeys(qui for un in self.repas for qui in un.illisibles))

    @property
    def ensemble(self) -> Ensemble | None:
        enfants = {rang.enfant.id for rang in self.rangs}
        mot = "Tous mes enfants" if len(enfants) > 1 else "Toute la journée"
        return Ensemble.de(self, self.choix, mot)

    @property
    def fixe(self) -> bool:
        """Whether something of it can no longer be cancelled: of that one says an absence."""
        return any(un.case.etat is EtatCase.FIXE for rang in self.rangs for un in rang.choix)


@dataclass(slots=True)
class SemaineGrille:
    """`titre` and `rangs`: what is booked by the whole week, below its days."""

    jours: list[JourGrille]
    titre: str = ""
    rangs: list[RangEnfant] = field(default_factory=list)

    @property
    def dedans(self) -> list[JourGrille]:
        """Its days that are of the month shown, and that hold something to choose."""
        return [jour for jour in self.jours if jour.dedans and jour.rangs]

    @property
    def choix(self) -> list[Choix]:
        jours = [un for jour in self.dedans for un in jour.choix]
        return [*jours, *(un for rang in self.rangs for un in rang.choix)]

    @property
    def cle(self) -> str:
        return cle_de(Unite.SEMAINE, self.jours[0].jour, Moment.JOURNEE)

    @property
    def quand(self) -> str:
        return f"semaine du {en_lettres(self.jours[0].jour, annee=False)}"

    @property
    def ensemble(self) -> Ensemble | None:
        """None for a week of one day, whose own gesture does it."""
        if len(self.dedans) + bool(self.rangs) <= 1:
            return None
        return Ensemble.de(self, self.choix, "Toute la semaine")

    @property
    def bornes(self) -> str:
        """ "7 – 11": the first and the last day that it shows, for the strip of weeks."""
        jours = [jour.jour.day for jour in self.jours if jour.dedans]
        if not jours:
            return str(self.jours[0].jour.day)
        return str(jours[0]) if len(jours) == 1 else f"{jours[0]} – {jours[-1]}"


@dataclass(slots=True)
class GrilleMois:
    mois: Mois
    semaines: list[SemaineGrille]
    colonnes: int  # days shown of each week: 5, 6 or 7
    pleines: frozenset[int] = frozenset()  # those that have something to choose
    serree: bool = (
        False  # the initial of a child says who he is and where he goes: no name where it is narrow
    )

    @property
    def large(self) -> bool:
        """Whether one day of the week at most has something to choose: its column has room for
        whole words."""
        return len(self.pleines) <= 1

    @property
    def etroites(self) -> frozenset[int]:
        """The days drawn narrow: beside the only one that has something to choose. A Friday alone
        would look cut."""
        return (
            frozenset(range(self.colonnes)) - self.pleines
            if len(self.pleines) == 1
            else frozenset()
        )

    @property
    def rangs(self) -> list[RangEnfant]:
        return [
            rang
            for s in self.semaines
            for rangs in (*(j.rangs for j in s.jours), s.rangs)
            for rang in rangs
        ]

    @property
    def vide(self) -> bool:
        return not self.rangs

    @property
    def bandeau(self) -> list[SemaineGrille]:
        """The weeks that a phone goes to at once; none where there is one only."""
        pleines = [semaine for semaine in self.semaines if semaine.dedans or semaine.rangs]
        return pleines if len(pleines) > 1 else []

    def groupe(self, cle: str) -> JourGrille | SemaineGrille | None:
        """The day or the week of this key (`Ensemble.cle`)."""
        jours: list[JourGrille | SemaineGrille] = [
            jour for semaine in self.semaines for jour in semaine.dedans
        ]
        return next((un for un in [*jours, *self.semaines] if un.cle == cle), None)
