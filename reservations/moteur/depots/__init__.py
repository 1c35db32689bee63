"""Where a submission is read and written. Two ways of doing the same, and the engine knows neither:
`General` by Django, on any database; `PostgreSQL` by three statements, for what is booked on the
morning when everybody presses at once (docs/comprendre/moteur.md)."""

from reservations.moteur.demande import Envoi

from .general import General
from .postgresql import PostgreSQL

__all__ = ["Depot", "General", "PostgreSQL", "essais"]

type Depot = General | PostgreSQL


def essais(envoi: Envoi) -> list[type[Depot]]:
    """The stores to try, one after the other until one answers."""
    # twice: what another has changed meanwhile is most often seen by reading again
    return [PostgreSQL, PostgreSQL, General] if PostgreSQL.convient(envoi) else [General]
