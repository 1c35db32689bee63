"""The pieces of the month as the page shows it. Pure: no database, no HTML."""

from dataclasses import dataclass, field
from datetime import date

from famille.models import Enfant
from reservations.lecture.filtres import Mois
from reservations.regles.cases import Case
from reservations.regles.juge import Nature


@dataclass(frozen=True, slots=True)
class Choix:
    """One bloc of one child at its place. `quand`, then `qui` (the child and the place, names that
    nobody translates): what comes before the label in the button's name."""

    cle: tuple[int, int, int, str]
    quand: str
    qui: str
    mot: str
    case: Case


@dataclass(slots=True)
class RangEnfant:
    """One child in one activity, on one day or one week."""

    enfant: Enfant
    foyer: str
    activite: str
    choix: list[Choix] = field(default_factory=list)


@dataclass(slots=True)
class JourGrille:
    """`etiquette`: why the day is not an ordinary one. `rien`: why it has nothing to choose, ""
    when it has."""

    jour: date
    dedans: bool
    nature: Nature
    etiquette: str = ""
    passe: bool = False
    aujourdhui: bool = False
    rangs: list[RangEnfant] = field(default_factory=list)
    rien: str = ""


@dataclass(slots=True)
class SemaineGrille:
    """`titre` and `rangs`: what is booked by the whole week, below its days."""

    jours: list[JourGrille]
    titre: str = ""
    rangs: list[RangEnfant] = field(default_factory=list)


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
