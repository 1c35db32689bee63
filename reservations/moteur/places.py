"""The two moves of a counter, under its lock (verrou.verrouiller): booking takes a place,
cancelling gives it back."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import F

from reservations.models import DemandeReservation, Places, Reservation

from .jugement import Jugement


def voulues(jugements: Iterable[Jugement]) -> list[tuple[int, int]]:
    """[(child, créneau) pks] that these lines would book."""
    return [(j.ligne.enfant_id, pk) for j in jugements for pk in j.pks]


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
    """Delete these bookings, of which some may be gone already, and give back the places of those
    that were there. The créneaux (pks) that have a place more: the caller then serves their queue,
    unless it closes them."""
    lues = {reservation.pk: reservation.creneau_id for reservation in reservations}
    parties = _supprimer(list(lues))
    compter((lues[pk] for pk in parties), signe=-1)
    return sorted({lues[pk] for pk in parties})


def _supprimer(pks: list[int]) -> list[int]:
    """Delete the bookings; the keys of those that were there, so that no place is given back
    twice."""
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
