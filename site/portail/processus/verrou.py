"""One command at a time, of however many machines: the second waits for the first."""

import contextlib
import fcntl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

from django.conf import settings
from django.db import DatabaseError, connection


@contextlib.contextmanager
def seul(nom: str, attendre: Callable[..., Any] = lambda: None) -> Iterator[None]:
    """For all who give this name on this database, one after the other. `attendre` is called before
    a wait. On PostgreSQL an advisory lock, which dies with the connection; on SQLite a file of
    PORTAIL_VAR, with the process."""
    if connection.vendor == "postgresql":
        with _sur_postgresql(crc32(f"portail:{nom}".encode()), attendre):
            yield
    else:
        with _sur_fichier(settings.VAR / f".{nom}.verrou", attendre):
            yield


@contextlib.contextmanager
def _sur_postgresql(cle: int, attendre: Callable[..., Any]) -> Iterator[None]:
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_try_advisory_lock(%s)", [cle])
        if not curseur.fetchone()[0]:
            attendre()
            curseur.execute("SELECT pg_advisory_lock(%s)", [cle])
    try:
        yield
    finally:
        # After a failure the transaction may accept nothing more: the lock then goes with the
        # connection.
        with contextlib.suppress(DatabaseError), connection.cursor() as curseur:
            curseur.execute("SELECT pg_advisory_unlock(%s)", [cle])


@contextlib.contextmanager
def _sur_fichier(chemin: Path, attendre: Callable[..., Any]) -> Iterator[None]:
    with chemin.open("w") as fichier:
        try:
            fcntl.flock(fichier, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            attendre()
            fcntl.flock(fichier, fcntl.LOCK_EX)
        yield
