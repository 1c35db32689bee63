"""Where a submission is read and written. Two ways of doing the same, and the engine knows neither:
`General` by Django, on any database; `PostgreSQL` by three statements, for what is booked on the
morning when everybody presses at once (docs/comprendre/moteur.md)."""

from contextlib import AbstractContextManager
from typing import Protocol

from reservations.models import DemandeReservation
from reservations.moteur.connu import Connu
from reservations.moteur.demande import Envoi
from reservations.moteur.jugement import Jugement

from .general import General
from .postgresql import PostgreSQL

__all__ = ["Depot", "General", "PostgreSQL", "essais"]


class Depot(Protocol):
    """One submission's, for one try. ARefaire, from any of the four: what was read no longer
    holds, and nothing is written."""

    def __init__(self, envoi: Envoi) -> None: ...

    def verrouiller(self) -> AbstractContextManager[None]:
        """The block at whose end all is written or nothing is. What `lire` says is true until then,
        or else `ecrire` finds out."""

    def lire(self) -> Connu:
        """What must be known to answer."""

    def refuser(self, demande: DemandeReservation) -> None:
        """Keep the receipt of a refusal."""

    def ecrire(self, demande: DemandeReservation, voulus: list[Jugement]) -> None:
        """Keep the receipt, and book what these lines want: who waited for it waits no more."""


def essais(envoi: Envoi) -> list[type[Depot]]:
    """The stores to try, one after the other until one answers."""
    # twice: what another has changed meanwhile is most often seen by reading again
    return [PostgreSQL, PostgreSQL, General] if PostgreSQL.convient(envoi) else [General]
