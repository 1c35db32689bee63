"""The trace of each reading of what keeps a child safe, which his parents read in turn (D10)."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from famille.models import Consultation, Rattachement, Utilisateur
from famille.socle.dire import de
from reservations.models import Reservation


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
