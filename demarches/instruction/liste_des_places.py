"""Who waits for a place that is not there: nobody's work until one frees, and so nobody's
lateness."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from demarches.models import Demande, PlaceDemandee
from famille.socle.requetes import RequeteEcrite
from reservations.actions import places_des_activites


def sur_liste(parmi: Iterable[Demande] | None = None) -> set[UUID]:
    """The keys of the demandes whose rank is beyond the places left in their activity and season,
    as their families read it. One query, and one a season. `parmi`: no list is read but theirs."""
    if parmi is None:
        places = _LIMITEES.lire()
    else:
        leurs = PlaceDemandee.objects.filter(demande__in=[demande.pk for demande in parmi])
        places = list(_dire_les_limitees().filter(activite__in=leurs.values("activite")))
    libres = {
        saison: places_des_activites((p.activite for p in places if p.saison == saison), saison)
        for saison in {place.saison for place in places}
    }
    return {place.pk for place in places if place.rang > libres[place.saison][place.activite_id]}


def _dire_les_limitees() -> QuerySet[PlaceDemandee, Any]:
    limitees = PlaceDemandee.objects.en_jeu().filter(activite__inscriptions_max__isnull=False)
    return limitees.avec_rang().select_related("activite")


_LIMITEES = RequeteEcrite(_dire_les_limitees)


def en_retard(jour: date) -> Q:
    """The demandes whose answer was due before `jour`, but for those that wait for a place which is
    not there."""
    return en_retard_sauf(jour, sur_liste())


def en_retard_sauf(jour: date, places: Collection[UUID]) -> Q:
    """The same, when those that wait for a place are known already."""
    return Q(echeance__lt=jour) & ~Q(pk__in=places)


def est_en_retard(demande: Demande, jour: date, *, sur_liste: bool) -> bool:
    """The same of one demande, of which it is known whether it waits for such a place."""
    if demande.statut != Demande.Statut.EN_ATTENTE or demande.echeance is None:
        return False
    return demande.echeance < jour and not sur_liste
