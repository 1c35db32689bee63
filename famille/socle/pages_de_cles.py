"""Many rows read page by page, nothing staying open between two pages.

A reading that stays open (QuerySet.iterator) is a trap on SQLite: as soon as somebody else has
written, its own connection may write no more, "database is locked", at once and at each new try. A
job that notes how far it is would never end. So the keys are read first, then the rows of some keys
at a time.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import batched
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet

TAILLE = 1000  # rows of one page
MARQUE_GARDEE = 7 * 24 * 3600  # seconds: some tasks come once a day


def par_pages(lignes: QuerySet) -> Iterator[list]:
    """The rows in their order, as they are when their page is read, in lists of at most TAILLE;
    each page is one query (and its prefetches). Rows added since the beginning are left out, and so
    are those deleted meanwhile.

    `lignes`: of objects, or of dicts that hold "pk"; no window, which would see one page only.
    """
    yield from pages(lignes, cles_de(lignes))


def a_la_suite(
    nom: str, cles: Iterable[int], faire: Callable[[list[int]], int], *, lot: int, fin: float
) -> tuple[int, bool]:
    """(the sum of what `faire` says of each lot of `cles`, whether the last of them was done). No
    lot begins after `fin`, a moment of time.monotonic(), but the first.

    `cles`, done in their order, are those of a task that comes again and that stops when its time
    is over: the turn after one that was stopped goes on behind its last lot. Begun at the first
    again, a town of which the first keys fill a turn would never see the others done. The mark is
    in the cache: lost, the next turn begins at the first. Who comes between two turns with a key
    that is behind the mark is seen when the task begins at the first again.
    """
    marque = f"a-la-suite:{nom}"
    depuis = cache.get(marque, 0)
    somme = 0
    for siennes in batched(sorted(cle for cle in cles if cle > depuis), lot):
        somme += faire(list(siennes))
        cache.set(marque, siennes[-1], MARQUE_GARDEE)
        if time.monotonic() >= fin:
            return somme, False
    cache.delete(marque)
    return somme, True


def cles_de(lignes: QuerySet[Any]) -> list[Any]:
    return list(lignes.values_list("pk", flat=True))


def pages(lignes: QuerySet[Any], cles: Iterable[Any]) -> Iterator[list[Any]]:
    """`par_pages`, of the rows of these keys, in their order."""
    for page in batched(cles, TAILLE):
        lues = {
            ligne["pk"] if isinstance(ligne, dict) else ligne.pk: ligne
            for ligne in lignes.filter(pk__in=page)
        }
        yield [lues[cle] for cle in page if cle in lues]
