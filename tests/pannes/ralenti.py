"""A task held in the middle of its writing: PostgreSQL itself sleeps at each row of a table that it
writes."""

import contextlib
from collections.abc import Iterator

from tests.pannes.ville import attendre

SOMMEIL = 8  # seconds, below the time that a task may take
FONCTION = (
    "CREATE OR REPLACE FUNCTION pannes_dormir() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN PERFORM pg_sleep({SOMMEIL}); RETURN COALESCE(NEW, OLD); END $$"
)


@contextlib.contextmanager
def ralentir(table: str, geste: str) -> Iterator[None]:
    """`geste`: "INSERT", "UPDATE" or "DELETE"."""
    _executer(
        FONCTION,
        f"CREATE TRIGGER pannes BEFORE {geste} ON {table} FOR EACH ROW EXECUTE FUNCTION"
        " pannes_dormir()",
    )
    try:
        yield
    finally:
        # Who still sleeps, its client being dead, would hold the table; cancelled, its transaction
        # is undone.
        _executer(
            "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'",
            f"DROP TRIGGER pannes ON {table}",
        )


def attendre_le_milieu() -> None:
    """Until a writing sleeps: its task is in the middle."""
    attendre(
        lambda: _nombre("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"),
        40,
        "a task begins",
    )


def _executer(*requetes: str) -> None:
    from django.db import connection

    with connection.cursor() as curseur:
        for requete in requetes:
            curseur.execute(requete)


def _nombre(requete: str) -> int:
    from django.db import connection

    with connection.cursor() as curseur:
        curseur.execute(requete)
        return curseur.fetchone()[0]
