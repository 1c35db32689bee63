"""The great queries of `lecture`, written once (famille.socle.requetes): each page of the calendar,
each press asks them."""

from functools import reduce
from operator import or_

from django.db.models import F, FilteredRelation, Q

from famille.socle.requetes import RequeteEcrite
from reservations.models import Creneau, Inscription


def _dire_les_inscriptions(foyers, debut, fin, **seulement):
    lignes = Inscription.objects.filter(
        Q(fin=None) | Q(fin__gte=debut),
        Q(enfant__rattachements__fin=None) | Q(enfant__rattachements__fin__gte=debut),
        debut__lte=fin,
        activite__active=True,
        enfant__rattachements__foyer__pk__in=foyers,
        enfant__rattachements__debut__lte=fin,
        **seulement,
    ).annotate(
        rattachement=F("enfant__rattachements"),
        foyer_id=F("enfant__rattachements__foyer"),
        garde=F("enfant__rattachements__garde"),
        semaines=F("enfant__rattachements__semaines"),
        depuis=F("enfant__rattachements__debut"),
        jusqu_au=F("enfant__rattachements__fin"),
    )
    ordre = (
        "enfant__naissance",
        "enfant",
        "depuis",
        "activite__structure__nom",
        "activite__nom",
        "debut",
    )
    return lignes.select_related("enfant__fiche_sanitaire", "activite__structure").order_by(*ordre)


INSCRIPTIONS = RequeteEcrite(_dire_les_inscriptions)
INSCRIPTIONS_CHOISIES = RequeteEcrite(
    lambda foyers, debut, fin, enfants, activites: _dire_les_inscriptions(
        foyers, debut, fin, enfant__pk__in=enfants, activite__pk__in=activites
    )
)


def _dire_les_creneaux(activites, enfants, debut, fin):
    lignes = Creneau.objects.filter(
        activite__pk__in=activites, jour__gte=debut, jour__lte=fin
    ).order_by()
    siens = reduce(or_, (Q(reservations__enfant=enfant) for enfant in enfants))
    return lignes.annotate(sienne=FilteredRelation("reservations", condition=siens)).values_list(
        *(
            "activite_id",
            "pk",
            "jour",
            "moment",
            "places__capacite",
            "places__prises",
            "places__ouvert",
        ),
        *("sienne__enfant", "sienne__foyer"),
    )


CRENEAUX = RequeteEcrite(_dire_les_creneaux)
