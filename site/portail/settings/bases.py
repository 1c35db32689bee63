"""The database: SQLite, or PostgreSQL, and how each is spoken to."""

from .refus import exiger_une_base


def base_de_donnees(choisie: dict) -> dict:
    """The DATABASES entry of the one that the town names."""
    exiger_une_base(choisie)
    if choisie["ENGINE"] == "django.db.backends.sqlite3":
        # WAL and IMMEDIATE, or two writers at once meet "database is locked" (measured,
        # docs/comprendre/architecture.md).
        options = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            ),
        }
        return choisie | {"OPTIONS": options}
    # Without a number here psycopg ignores `prepare=True`: bookings are prepared, the ORM's queries
    # never are.
    options = choisie.get("OPTIONS", {}) | {"prepare_threshold": 5}
    # Each thread keeps its connection (0.33 of the speed without; psycopg's pool ties), proved
    # alive at each request: a PostgreSQL that was started again costs nobody an error.
    return choisie | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}
