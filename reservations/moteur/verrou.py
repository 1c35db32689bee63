"""The one way to write places: in a transaction that may be retried, with the counters locked in
the order of their keys.

Lock order, everywhere: the files (`Foyer`, then `Enfant`, by key), counters (`Places`) by key, then
registrations (`Inscription`) by key, then the queue, then the rest. Two writers that follow it
never deadlock (docs/comprendre/moteur.md).
"""

import fcntl
import logging
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import psycopg
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F

from famille.models import Enfant, Foyer
from reservations.models import DemandeReservation, Inscription, Places, Reservation

ESSAIS = 5
ATTENTE_MAX = 0.25  # seconds, doubled at each try
_REJOUABLES = {"40001", "40P01"}  # serialization failure, deadlock
journal = logging.getLogger(__name__)
_fil = threading.local()


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
            nom = f"{type(erreur).__name__} {_code(erreur) or ''}".strip()
            journal.warning("%s: try %d of %d after %s", quoi, essai, ESSAIS, nom)
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
    """Whether the server went away: class 08 or 57P, or no code at all (the socket closed)."""
    if isinstance(erreur, ARefaire) or connection.vendor != "postgresql":
        return False
    code = _code(erreur)
    return code is None or code[:2] == "08" or code[:3] == "57P"


def _code(erreur: Exception) -> Any:
    return getattr(erreur, "sqlstate", None) or getattr(erreur.__cause__, "sqlstate", None)


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
    """Lock the files of this household and these children (pks) against a merge, before the
    counters. Share locks: both adults may book at once. False: one of the files was merged into
    another meanwhile."""
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
    """Lock the registrations of these children (pks) in these activities (pks), so that no agent
    ends one meanwhile. After the counters. Share locks: two homes may book at once."""
    _exiger_transaction()
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute(
                "SELECT 1 FROM reservations_inscription WHERE enfant_id = ANY(%s) AND activite_id ="
                " ANY(%s) ORDER BY id FOR SHARE",
                [list(enfants), list(activites)],
            )


def verrouiller_inscription(inscription: Inscription) -> Inscription:
    """The registration, read again and locked to be changed. After the counters."""
    _exiger_transaction()
    return Inscription.objects.select_for_update(no_key=True).get(pk=inscription.pk)


def _exiger_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("places are locked inside verrou.ecriture()")


def reservation(demande: DemandeReservation, enfant: int, creneau: int) -> Reservation:
    """The booking that this submission makes, not yet written."""
    return Reservation(
        enfant_id=enfant,
        creneau_id=creneau,
        foyer_id=demande.foyer_id,
        demande_id=demande.pk,
        creee_le=demande.soumise_le,
    )


def prendre(reservations: Collection[Reservation]) -> None:
    """Write these new bookings and count them. IntegrityError: no place left, or booked twice; the
    transaction is lost whole, as it must be."""
    compter(reservation.creneau_id for reservation in reservations)
    Reservation.objects.bulk_create(reservations)


def rendre(reservations: Collection[Reservation]) -> list[int]:
    """Delete these bookings and give their places back; some may be gone already. The créneaux
    (pks) that have a place more: the caller serves their queue, unless it closes them."""
    lues = {reservation.pk: reservation.creneau_id for reservation in reservations}
    parties = _supprimer(list(lues))
    compter((lues[pk] for pk in parties), signe=-1)
    return sorted({lues[pk] for pk in parties})


def _supprimer(pks: list[int]) -> list[int]:
    """Delete the bookings. The keys of those that existed, so that no place is given back twice."""
    if not pks:
        return []
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute(
                "DELETE FROM reservations_reservation WHERE id = ANY(%s) RETURNING id", [pks]
            )
            return [pk for (pk,) in curseur.fetchall()]
    la = list(Reservation.objects.filter(pk__in=pks).values_list("pk", flat=True))
    Reservation.objects.filter(pk__in=la).delete()
    return la


def compter(creneaux: Iterable[int], *, signe: int = 1) -> None:
    """Add to the counters, one statement for all that change by the same number."""
    par_nombre: dict[int, list[int]] = defaultdict(list)
    for creneau, nombre in Counter(creneaux).items():
        par_nombre[nombre].append(creneau)
    for nombre, pks in par_nombre.items():
        Places.objects.filter(pk__in=pks).update(prises=F("prises") + signe * nombre)
