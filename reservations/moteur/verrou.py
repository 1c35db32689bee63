"""The one way to write places: lock the counters in the order of their keys, whoever writes and
whatever for.

Lock order, everywhere: who is written for (`Foyer`, then `Enfant`, by key), counters (`Places`) by
key, then registrations (`Inscription`) by key, then
the queue, then the rest. Two writers that follow it never wait for each other in a circle
(docs/comprendre/moteur.md).
"""

import fcntl
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext

from django.conf import settings
from django.db import connection, transaction

from famille.models import Enfant, Foyer
from reservations.models import Inscription, Places

_fil = threading.local()


@contextmanager
def ecriture() -> Iterator[None]:
    """The transaction of one writer of places. On SQLite writers first queue at a file, in the
    order they came: waiting in SQLite's own busy loop is unfair, some wait seconds. Inside another
    transaction it only nests."""
    seul = (
        nullcontext()
        if connection.vendor == "postgresql" or connection.in_atomic_block
        else _tour_de_role()
    )
    with seul, transaction.atomic():
        yield


@contextmanager
def _tour_de_role() -> Iterator[None]:
    if getattr(_fil, "a_son_tour", False):  # what runs on commit may write places too
        yield
        return
    chemin = settings.VAR / "reservations.verrou"
    with chemin.open("w") as fichier:
        fcntl.flock(fichier, fcntl.LOCK_EX)  # given back when the file closes, even by a crash
        _fil.a_son_tour = True
        try:
            yield
        finally:
            _fil.a_son_tour = False


def verrouiller_les_fiches(foyer: int, enfants: Iterable[int]) -> bool:
    """Hold the files of this household and these children (pks) as they are, before the counters:
    who merges one waits, or has been waited for. Share locks: both adults may book at once. False:
    one of them was merged into another meanwhile."""
    _exiger_transaction()
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute("SELECT 1 FROM famille_foyer WHERE id = %s FOR KEY SHARE", [foyer])
            curseur.execute(
                "SELECT 1 FROM famille_enfant WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE",
                [list(enfants)],
            )
    partis = Enfant.objects.filter(pk__in=list(enfants), fusionne_dans__isnull=False)
    return not (
        partis.exists() or Foyer.objects.filter(pk=foyer, fusionne_dans__isnull=False).exists()
    )


def verrouiller(creneaux: Iterable[int]) -> dict[int, Places]:
    """{pk: Places} of these créneaux (pks), as they are now, locked until the transaction ends.

    On PostgreSQL the rows are locked one after the other in the order of their keys; on SQLite the
    transaction (BEGIN IMMEDIATE) already holds the only writer. TransactionManagementError outside
    of a transaction.
    """
    _exiger_transaction()
    tenues = Places.objects.filter(creneau__in=set(creneaux)).order_by("pk")
    return {places.pk: places for places in tenues.select_for_update(no_key=True)}


def verrouiller_inscriptions(enfants: Iterable[int], activites: Iterable[int]) -> None:
    """Hold the registrations of these children (pks) in these activities (pks) as they are: an
    agent who ends one at the same time waits, or has been waited for. After the counters. Share
    locks: two homes may book at once."""
    _exiger_transaction()
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute(
                "SELECT 1 FROM reservations_inscription WHERE enfant_id = ANY(%s) AND activite_id ="
                " ANY(%s) ORDER BY id FOR SHARE",
                [list(enfants), list(activites)],
            )


def verrouiller_inscription(inscription: Inscription) -> Inscription:
    """The registration read again, held to be changed. After the counters."""
    _exiger_transaction()
    return Inscription.objects.select_for_update(no_key=True).get(pk=inscription.pk)


def _exiger_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("places are locked inside verrou.ecriture()")
