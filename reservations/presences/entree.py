"""The door of these pages: who plans or ticks; the kitchen's order, who reads it alone. They keep
the portal's strict policy, though they stand in /gestion/."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse

from famille.socle.connectee import RequeteConnectee
from reservations.bureau.droits import CUISINER, PLANIFIER, POINTER, exige_l_un_de
from reservations.models import Activite
from reservations.planning.directions import activites_de

from .choix import ChoixListe, lire_le_choix


def entree(vue: Callable[..., Any]) -> Callable[..., Any]:
    """PermissionDenied for whoever neither plans nor ticks. The answer says that nothing inline is
    in it."""
    return _entree(vue, POINTER, PLANIFIER)


def entree_de_la_cuisine(vue: Callable[..., Any]) -> Callable[..., Any]:
    return _entree(vue, POINTER, PLANIFIER, CUISINER)


def _entree(vue: Callable[..., Any], *droits: str) -> Callable[..., Any]:
    exigee = exige_l_un_de(*droits)(vue)

    @wraps(vue)
    def _vue(request: RequeteConnectee, *args: Any, **kwargs: Any) -> HttpResponse:
        reponse = exigee(request, *args, **kwargs)
        reponse.politique_stricte = True  # portail.middleware.entetes.CspGestion
        return reponse

    return _vue


def activites_du_compte(request: RequeteConnectee, lues: Any = activites_de) -> list[Any]:
    """list[Activite] whose lists this account reads, with their centre and groups; `lues`:
    activites_dirigees, those where it decides too."""
    activites = lues(request.user).select_related("structure").prefetch_related("groupes")
    return list(activites.order_by("structure__nom", "nom"))


def activite_demandee(activites: list[Activite], texte: str) -> Activite | None:
    """The activity that the address names, else the first. Http404: not one of these."""
    if not texte:
        return activites[0] if activites else None
    trouvee = next((activite for activite in activites if str(activite.pk) == texte), None)
    if trouvee is None:
        raise Http404
    return trouvee


def liste_demandee(
    request: RequeteConnectee, lues: Any = activites_de
) -> tuple[Activite, ChoixListe]:
    """The list that the address names, among these, and its other choices. Http404: none is."""
    choix = lire_le_choix(request.GET)
    activite = activite_demandee(activites_du_compte(request, lues), choix.activite)
    if activite is None:
        raise Http404
    return activite, choix
