"""Who waits for a place that is not there: nobody's work until one frees, and so nobody's
lateness."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from demarches.models import Demande, PlaceDemandee
from reservations.actions import places_d_inscription


def sur_liste(parmi: Iterable[Demande] | None = None) -> set[UUID]:
    """The keys of the demandes whose rank is beyond the places left in their activity and season,
    as their families read it. One query, and one for each list of an activity that has a maximum.
    `parmi`: no list is read but theirs."""
    limitees = PlaceDemandee.objects.en_jeu().filter(activite__inscriptions_max__isnull=False)
    if parmi is not None:
        leurs = PlaceDemandee.objects.filter(demande__in=[demande.pk for demande in parmi])
        limitees = limitees.filter(activite__in=leurs.values("activite"))
    limitees = limitees.avec_rang()
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
    """The demandes whose answer was due before `jour`, but for those that wait for a place which is
    not there."""
    return Q(echeance__lt=jour) & ~Q(pk__in=sur_liste())


def est_en_retard(demande: Demande, jour: date, *, sur_liste: bool) -> bool:
    """The same of one demande, of which it is known whether it waits for such a place."""
    if demande.statut != Demande.Statut.EN_ATTENTE or demande.echeance is None:
        return False
    return demande.echeance < jour and not sur_liste
