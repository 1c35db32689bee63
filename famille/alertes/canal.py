"""What every way of telling a telephone answers, whatever carries it. The mail is none of them: it
is the base, and always leaves (famille.courriels.boite_d_envoi)."""

from abc import ABC, abstractmethod
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from famille.models import Alerte

Etat = Alerte.Etat


@dataclass(frozen=True)
class Destination:
    """Where one account is told. `appareil`: the key of its device, None where there is one place
    only."""

    compte: int
    appareil: int | None = None


@dataclass(frozen=True)
class Suite:
    """What came of one try. `etat`: PREPAREE when it is to be tried again, after `attendre` or, if
    None, in its turn. `erreur`: a word for the operator, of nobody."""

    etat: Alerte.Etat
    attendre: timedelta | None = None
    identifiant: str = ""
    parts: int = 0
    erreur: str = ""


class Canal(ABC):
    """`rejouable`: whether a try that was cut in the middle may be made again, since the person
    would see it once all the same. `essais_max`: after which a message is given up."""

    code: str
    rejouable: bool
    essais_max: int

    @abstractmethod
    def est_ouvert(self) -> bool:
        """Whether the town has it."""

    @abstractmethod
    def destinations(self, comptes: Collection[int]) -> list[Destination]:
        """Where these accounts may be told by it today. One query."""

    @abstractmethod
    def envoyer(self, alerte: Alerte) -> Suite:
        """One try, outside of any transaction."""
