"""Try again what the database gave up, with the same key: the second try finds what the first has
done."""

import logging
import random
import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError, connection

ESSAIS = 5
ATTENTE_MAX = 0.25  # seconds, doubled at each try
_REJOUABLES = {"40001", "40P01"}  # serialization failure, deadlock
journal = logging.getLogger(__name__)


class ARefaire(Exception):
    """What was read before the lock no longer holds: read again."""


def rejouer[T](fonction: Callable[[], T], *, quoi: str) -> T:
    """The answer of `fonction`, called again at most four times on a deadlock, a serialization
    failure, "database is locked", a lost connection or ARefaire. It must be safe to repeat. Inside
    a caller's transaction nothing is tried again: the caller's work is lost with it. Each new try
    is logged: the expected number is 0."""
    for essai in range(1, ESSAIS + 1):
        try:
            return fonction()
        except (
            OperationalError,
            InterfaceError,
            psycopg.OperationalError,
            psycopg.InterfaceError,
            ARefaire,
        ) as erreur:
            if essai == ESSAIS or connection.in_atomic_block or not _rejouable(erreur):
                raise
            journal.warning("%s: try %d of %d after %s", quoi, essai, ESSAIS, _nom(erreur))
            if _perdue(erreur):
                connection.close()
            time.sleep(random.uniform(0, ATTENTE_MAX * 2 ** (essai - 1)))  # noqa: S311 - jitter, no secret
    raise AssertionError("unreachable")


def _rejouable(erreur: Exception) -> bool:
    return (
        isinstance(erreur, ARefaire)
        or _code(erreur) in _REJOUABLES
        or _perdue(erreur)
        or "locked" in str(erreur)
    )


def _perdue(erreur: Exception) -> bool:
    """The server went away: class 08 and 57P, or no code at all (the socket closed)."""
    if isinstance(erreur, ARefaire) or connection.vendor != "postgresql":
        return False
    code = _code(erreur)
    return code is None or code[:2] == "08" or code[:3] == "57P"


def _code(erreur: Exception) -> Any:
    return getattr(erreur, "sqlstate", None) or getattr(erreur.__cause__, "sqlstate", None)


def _nom(erreur: Exception) -> str:
    return f"{type(erreur).__name__} {_code(erreur) or ''}".strip()
