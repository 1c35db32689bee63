"""What each room says of its rows when two files become one (famille.socle.offres): a rule for each
column that points at a household, an adult or a child. A test sees that none lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model, Q

from famille.journal.carnet import Carnet
from famille.models import Enfant, Foyer, Responsable
from famille.socle.offres import offres

type Renvoi = tuple[type[Any], str]
PERSONNES: tuple[type[Model], ...] = (Foyer, Responsable, Enfant)


class Devenir(StrEnum):
    """What becomes of the rows that point at the file that goes."""

    SUIVRE = auto()  # they point at the one that stays
    FONDRE = auto()  # the same, and two periods that touch become one
    UN_SEUL = auto()  # the one that stays keeps its own; else it gets the other's
    RETIRER = auto()  # what they said is no longer true
    RESTER = auto()  # a journal is not rewritten
    A_PART = auto()  # the room does it in `suivre`


@dataclass(frozen=True)
class Regle:
    """`comme`: the fields by which two rows say the same thing, of those that `condition` chooses:
    the one of the file that goes is dropped, or with `refus` (a sentence) nothing is merged."""

    geste: Devenir = Devenir.SUIVRE
    comme: tuple[str, ...] = ()
    condition: Q | None = None
    refus: str = ""


SUIVRE = Regle()
RETIRER = Regle(Devenir.RETIRER)
RESTER = Regle(Devenir.RESTER)
A_PART = Regle(Devenir.A_PART)
UN_SEUL = Regle(Devenir.UN_SEUL)


@dataclass(frozen=True)
class Union:
    """Two files of one kind: `garde` stays, `autre` goes into it. `choix`: field → "autre", where
    the value of the one that goes is kept. `partis`: of two households, the people of `autre` who
    become one with somebody of `garde`."""

    garde: Any
    autre: Any
    choix: dict[str, str]
    partis: tuple[Any, ...] = ()

    @property
    def modele(self) -> type[Model]:
        return type(self.garde)

    def garde_l_autre(self, quoi: str) -> bool:
        return self.choix.get(quoi) == "autre"


@dataclass(frozen=True)
class LigneDApercu:
    """Of the preview: what each file has today, and what the one that stays will have."""

    titre: str
    garde: str
    autre: str
    apres: str


class Salle:
    """What a room does of a merge. `regles`: (model, name of its column) → Regle."""

    regles: dict[Renvoi, Regle] = {}
    # a row added to one of these since does not keep a merge from being taken back
    sans_suite: tuple[type[Model], ...] = ()

    def obstacles(self, union: Union) -> list[str]:
        """French sentences: why these two can't be merged now, and what to do first."""
        return []

    def apercu(self, union: Union) -> list[LigneDApercu]:
        return []

    def suivre(self, union: Union, carnet: Carnet) -> None:
        """What no rule of a column says. Every write goes by `carnet`."""


@cache
def salles() -> tuple[Salle, ...]:
    """In the order of the rooms, those that depend on others first; loaded once."""
    return tuple(offre.fusion() for offre in offres() if offre.fusion)


@cache
def regles() -> dict[Renvoi, Regle]:
    return {colonne: regle for salle in salles() for colonne, regle in salle.regles.items()}


def sans_suite() -> set[type[Model]]:
    return {modele for salle in salles() for modele in salle.sans_suite}


def references(cible: type[Model]) -> Iterator[Renvoi]:
    """(Facture, "foyer") for each column of the site that points at `cible`, many-to-many too."""
    for modele in apps.get_models(include_auto_created=True):
        for champ in modele._meta.concrete_fields:
            if isinstance(champ, ForeignKey) and champ.related_model is cible:
                yield modele, champ.name
