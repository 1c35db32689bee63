"""Who waits for a place that is not there: nobody's work until one frees, and so nobody's
lateness."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from demarches.models import Demande, PlaceDemandee
from reservations.actions import places_des_activites


def sur_liste(parmi: Iterable[Demande] | None = None) -> set[UUID]:
    """The keys of the demandes whose rank is beyond the places left in their activity and season,
    as their families read it. One query, and one a season. `parmi`: no list is read but theirs."""
    limitees = PlaceDemandee.objects.en_jeu().filter(activite__inscriptions_max__isnull=False)
    if parmi is not None:
        leurs = PlaceDemandee.objects.filter(demande__in=[demande.pk for demande in parmi])
        limitees = limitees.filter(activite__in=leurs.values("activite"))
    places = list(limitees.avec_rang().select_related("activite"))
    libres = {
        saison: places_des_activites((p.activite for p in places if p.saison == saison), saison)
        for saison in {place.saison for place in places}
    }
    return {place.pk for place in places if place.rang > libres[place.saison][place.activite_id]}


def en_retard(jour: date) -> Q:
    """The demandes whose answer was due before `jour`, but for those that wait for a place which is
    not there."""
    return Q(echeance__lt=jour) & ~Q(pk__in=sur_liste())


def est_en_retard(demande: Demande, jour: date, *, sur_liste: bool) -> bool:
    """The same of one demande, of which it is known whether it waits for such a place."""
    if demande.statut != Demande.Statut.EN_ATTENTE or demande.echeance is None:
        return False
    return demande.echeance < jour and not sur_liste
