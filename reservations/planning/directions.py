"""Whose presence lists an account reads, ticks, and reads the safety facts of
(docs/comprendre/acces.md).

A director: those of the centres that name her, facts included. An animator: those of the centres
that name him so, to tick, without the facts nor what a director decides. Who plans: every centre,
to print tomorrow's list and to put right a past month; the facts only with the right to health
records (D10). Each reading of what keeps a child safe leaves its trace, which his parents read.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from famille.models import Consultation, Rattachement, Utilisateur
from famille.socle.dire import de
from reservations.bureau.droits import PLANIFIER, POINTER
from reservations.models import Activite, Reservation, Structure

if TYPE_CHECKING:
    from reservations.models.activites import ActiviteQuerySet
    from reservations.models.reservations import ReservationQuerySet


SANTE = "famille.view_fichesanitaire"
RECUL_DIRECTION = (
    7  # days after which a director no longer changes a presence: the family may have read it
)
RECUL_POLE = 62  # the same for who plans: until the month is invoiced


def activites_de(utilisateur: Utilisateur) -> "ActiviteQuerySet":
    """QuerySet of the Activite whose lists this account reads."""
    if utilisateur.has_perm(PLANIFIER):
        return Activite.objects.all()
    if utilisateur.has_perm(POINTER):
        sienne = Q(directeurs=utilisateur) | Q(animateurs=utilisateur)
        return Activite.objects.filter(structure__in=Structure.objects.filter(sienne))
    return Activite.objects.none()


def activites_dirigees(utilisateur: Utilisateur) -> "ActiviteQuerySet":
    """QuerySet of the Activite where this account adds a child, says how many animators are
    planned, corrects the kitchen's order."""
    if utilisateur.has_perm(PLANIFIER):
        return Activite.objects.all()
    if utilisateur.has_perm(POINTER):
        return Activite.objects.filter(structure__directeurs=utilisateur)
    return Activite.objects.none()


def reservations_de(utilisateur: Utilisateur) -> "ReservationQuerySet":
    """QuerySet of the Reservation of these lists, to read and to tick."""
    return Reservation.objects.filter(creneau__activite__in=activites_de(utilisateur))


def recul_de(utilisateur: Utilisateur) -> int:
    """How many days back this account may tick."""
    return RECUL_POLE if utilisateur.has_perm(PLANIFIER) else RECUL_DIRECTION


def lit_la_securite(utilisateur: Utilisateur, activite: Activite) -> bool:
    """Whether this account may read what keeps the children of this activity safe."""
    if utilisateur.has_perm(SANTE):
        return activites_de(utilisateur).filter(pk=activite.pk).exists()
    return (
        utilisateur.has_perm(POINTER)
        and activite.structure.directeurs.filter(pk=utilisateur.pk).exists()
    )


def jour_de_securite(jour: date, aujourd_hui: date) -> bool:
    """Safety facts serve the day itself and what is prepared: not a list that is long past
    (D10)."""
    return jour >= aujourd_hui - timedelta(days=RECUL_DIRECTION)


@transaction.atomic
def noter_les_lectures(reservations: Collection[Reservation], *, par: Utilisateur) -> int:
    """`par` reads the safety facts of the children of these bookings (`enfant` read): one line a
    child and a home of his. It names neither centre nor day: one home does not learn what the other
    has booked (D11). How many lines."""
    prenoms = {reservation.enfant_id: reservation.enfant.prenom for reservation in reservations}
    chez = {(reservation.foyer_id, reservation.enfant_id) for reservation in reservations}
    encore = Q(fin=None) | Q(fin__gte=timezone.localdate())
    rattaches = Rattachement.objects.filter(encore, enfant__in=prenoms)
    chez |= set(rattaches.values_list("foyer_id", "enfant_id"))
    lignes = [
        Consultation(
            foyer_id=foyer,
            quoi=f"informations de sécurité {de(prenoms[enfant])} (liste de présence)",
            sante_de_id=enfant,
            par=par,
        )
        for foyer, enfant in sorted(chez)
    ]
    return len(Consultation.objects.bulk_create(lignes))
