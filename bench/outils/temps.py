"""What acts take of the processor: this process and the PostgreSQL that serves it.

Not the clock: on a machine that others share, an hour's figures follow the neighbours; processor
time moves much less. Acts are interleaved, and medians kept.
"""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


def rien() -> None:
    """Nothing to do before."""


@dataclass(frozen=True)
class Geste:
    """`faire` is measured, `avant` is not."""

    faire: Callable[[], object]
    avant: Callable[[], object] = rien


def mesurer(gestes: Mapping[str, Geste], *, tours: int, par_tour: int) -> dict[str, float]:
    """Milliseconds of processor of each, the median of so many rounds of so many."""
    lus: dict[str, list[float]] = {nom: [] for nom in gestes}
    for geste in gestes.values():  # what a server computes once
        geste.avant()
        geste.faire()
    for _ in range(tours):
        for nom, geste in gestes.items():
            lus[nom].append(duree(geste, par_tour))
    return {nom: round(1000 * statistics.median(durees), 2) for nom, durees in lus.items()}


def duree(geste: Geste, fois: int) -> float:
    """Seconds of processor of one, out of so many."""
    total = 0.0
    for _ in range(fois):
        geste.avant()
        debut = _processeur()
        geste.faire()
        total += _processeur() - debut
    return total / fois


def requetes(faire: Callable[[], object]) -> int:
    """How many queries it asks."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as contexte:
        faire()
    return len(contexte)


def _processeur() -> float:
    """Seconds so far."""
    return time.process_time() + de_la_base()


def de_la_base() -> float:
    """Seconds that the process of PostgreSQL behind this connection has taken; 0 on SQLite, which
    is this process."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0
    return int(Path(f"/proc/{_serveur()}/schedstat").read_text().split()[0]) / 1e9


def _serveur() -> int:
    """The process that serves this connection."""
    from django.db import connection

    connection.ensure_connection()
    return connection.connection.info.backend_pid
