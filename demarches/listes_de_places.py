"""Who waits for a place that is not there: nobody's work until one frees, and so nobody's lateness."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from reservations.actions import places_d_inscription

from .models import PlaceDemandee


def sur_liste() -> set[UUID]:
    """The keys of the demandes whose rank is beyond the places left in their activity and season, as their families
    read it. One query, and one for each list of an activity that has a maximum."""
    limitees = PlaceDemandee.objects.en_jeu().filter(activite__inscriptions_max__isnull=False).avec_rang()
    libres: dict[tuple[int, int], int] = {}
    attendent = set()
    for place in limitees.select_related("activite"):
        liste = (place.activite_id, place.saison)
        if liste not in libres:
            libres[liste] = places_d_inscription(place.activite, place.saison) or 0
        if place.rang > libres[liste]:
            attendent.add(place.pk)
    return attendent


def en_retard(jour: date) -> Q:
    """The demandes whose answer was due before `jour`, but for those that wait for a place which is not there."""
    return Q(echeance__lt=jour) & ~Q(pk__in=sur_liste())
