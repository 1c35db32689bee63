"""Who waits for a place that is not there: nobody's work, and nobody's lateness."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from demarches.models import Demande, PlaceDemandee
from reservations.actions import places_des_activites


class _PlaceLue(NamedTuple):
    """The turn of one demande, in an activity that registers so many children."""

    demande: UUID
    activite: int
    maximum: int
    saison: int
    rang: int


def sur_liste(parmi: Iterable[Demande] | None = None) -> set[UUID]:
    """The keys of the demandes whose rank is beyond the places left in their activity and season,
    as their families read it. One query, and one a season. `parmi`: no list is read but theirs."""
    if parmi is None:
        lues = list(_dire_les_limitees())
    else:
        leurs = PlaceDemandee.objects.filter(demande__in=[demande.pk for demande in parmi])
        lues = list(_dire_les_limitees().filter(activite__in=leurs.values("activite")))
    places = [_PlaceLue(*une) for une in lues]
    maximums: dict[int, dict[int, int | None]] = defaultdict(dict)
    for place in places:
        maximums[place.saison][place.activite] = place.maximum
    libres = {saison: places_des_activites(siens, saison) for saison, siens in maximums.items()}
    return {place.demande for place in places if place.rang > libres[place.saison][place.activite]}


def _dire_les_limitees() -> QuerySet[PlaceDemandee, Any]:
    """As `_PlaceLue`. In spring a town has hundreds: each list of demandes reads them all."""
    limitees = PlaceDemandee.objects.en_jeu().filter(activite__inscriptions_max__isnull=False)
    return (
        limitees.avec_rang()
        .order_by()
        .values_list("pk", "activite", "activite__inscriptions_max", "saison", "rang")
    )


def en_retard(jour: date) -> Q:
    """Due before `jour`, but for those that wait for a place which is not there."""
    return Q(echeance__lt=jour) & ~Q(pk__in=sur_liste())


def est_en_retard(demande: Demande, jour: date, *, sur_liste: bool) -> bool:
    """The same of one demande, of which it is known whether it waits for such a place."""
    if demande.statut != Demande.Statut.EN_ATTENTE or demande.echeance is None:
        return False
    return demande.echeance < jour and not sur_liste
