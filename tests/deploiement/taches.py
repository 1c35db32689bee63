"""A task that leaves a line each time it is run: django-q's own table tells a task once, however
often it ran."""

from django.db import connection

TABLE = "essai_des_machines"


def preparer() -> None:
    with connection.cursor() as curseur:
        curseur.execute(f"CREATE TABLE IF NOT EXISTS {TABLE} (lot text, rang int)")


def noter(lot: str, rang: int = 0) -> None:
    with connection.cursor() as curseur:
        curseur.execute(f"INSERT INTO {TABLE} VALUES (%s, %s)", [lot, rang])


def notes(lot: str) -> list[int]:
    """The ranks of the lot, one for each time its task was run."""
    with connection.cursor() as curseur:
        curseur.execute(f"SELECT rang FROM {TABLE} WHERE lot = %s ORDER BY rang", [lot])
        return [rang for (rang,) in curseur.fetchall()]
