"""The database is there, and made for this version: else a command says so in a sentence, and what
to do."""

from functools import lru_cache

from django.core.management.base import CommandError
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

A_PREPARER = (
    "La base n’est pas prête pour cette version du portail : lancez « manage.py preparer », puis"
    " recommencez."
)
INJOIGNABLE = (
    "La base de données ne répond pas, ou refuse le portail ({dit}). Vérifiez qu’elle tourne"
    " (systemctl status postgresql) et que PORTAIL_BASE donne la bonne machine, la bonne base, le"
    " bon compte et son mot de passe, puis recommencez."
)
# What SQLite calls an operational error, and PostgreSQL says by a code of its own.
_SANS_TABLE = ("no such table", "no such column")
_CODES_SANS_TABLE = {"42P01", "42703"}


def exiger_une_base_prete() -> None:
    """CommandError: what is wrong with the database, and what to do."""
    try:
        manquent = migrations_a_faire()
        tables = connection.introspection.table_names()
    except DatabaseError as erreur:
        raise CommandError(phrase(erreur) or INJOIGNABLE.format(dit=_dit(erreur))) from erreur
    if manquent or "cache" not in tables:  # that one, `preparer` makes after the migrations
        raise CommandError(A_PREPARER)


def migrations_a_faire() -> int:
    """How many apps of this code the database is behind. Raises DatabaseError."""
    return len(_dernieres_migrations() - set(MigrationRecorder(connection).applied_migrations()))


@lru_cache(maxsize=1)
def _dernieres_migrations() -> frozenset[tuple[str, str]]:
    """The latest of each app in the code of this process: it does not change while it runs."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes())


def phrase(erreur: Exception) -> str:
    """What to say of this error of the database; "" of one that is a fault of ours, of which the
    whole trace is wanted. It repeats no password: the drivers never quote it."""
    code = getattr(erreur.__cause__, "sqlstate", None)
    if code in _CODES_SANS_TABLE or str(erreur).startswith(_SANS_TABLE):
        return A_PREPARER
    if isinstance(erreur, OperationalError | InterfaceError):
        return INJOIGNABLE.format(dit=_dit(erreur))
    return ""


def _dit(erreur: Exception) -> str:
    [premiere, *_autres] = str(erreur).strip().splitlines() or [type(erreur).__name__]
    return premiere
