"""The IBAN of the tests, looked for in the clear in all that the portal keeps or says."""

from django.db import connection

IBAN = "FR1420041010050500013M02606"
_MORCEAUX = ["20041010050500013M02606", "2004 1010 0505 0001 3M02", "0505000", "0013M02"]


def nulle_part(texte: str) -> bool:
    """Whether no piece of it is there, joined or in groups."""
    return not [morceau for morceau in _MORCEAUX if morceau.lower() in texte.lower()]


def toute_la_base() -> str:
    """Every cell of every table, as the database has them."""
    cellules = []
    with connection.cursor() as curseur:
        for table in connection.introspection.table_names():
            curseur.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            cellules += [str(cellule) for ligne in curseur.fetchall() for cellule in ligne]
    return "\n".join(cellules)
