"""Numbers of files: one table of counters, whose row is locked by its own update."""

from django.db import transaction
from django.db.models import F

from famille.models import Compteur


def prochain_numero(serie: str) -> int:
    """The next number of a series (`foyer-2026`), never given twice, even at the same time."""
    return prochains_numeros(serie, 1)


@transaction.atomic
def prochains_numeros(serie: str, combien: int) -> int:
    """The first of `combien` numbers that follow each other, taken at once: the update locks the
    row until the caller's transaction ends (PostgreSQL), or it holds the only writer already
    (SQLite). A transaction rolled back gives its numbers back."""
    Compteur.objects.get_or_create(serie=serie)
    Compteur.objects.filter(serie=serie).update(dernier=F("dernier") + combien)
    return Compteur.objects.values_list("dernier", flat=True).get(serie=serie) - combien + 1
