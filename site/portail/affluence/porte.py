"""The door itself: who comes to sign in, or comes back to a page of her family's, shows her place
or is given one. It is carried by a signed cookie, so that showing it reads nothing.

Never in the way: what is sent (a form, a basket, a payment), what a page asks by itself, the public
pages, the agents.
"""

import time
from collections.abc import Callable
from typing import Any

from allauth.core.ratelimit import consume_or_429
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import MiddlewareNotUsed
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import get_template
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from famille.socle.dire import en_duree
from portail.middleware import GESTION
from portail.middleware.acces import ConnexionExigee, SecondFacteurExige
from portail.models import FileDEntree

from .regles import DEDANS, RENOUVELER, Place, placer

CONNEXION = "account_login"
SECOND_FACTEUR = "mfa_"  # the way of agents to their screens goes through these pages
SEULE = 1  # the key of the only row
_signature = Signer(salt="portail.affluence")


class SalleDAttente:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.ENTREES_PAR_MINUTE:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        place: Place | None = getattr(request, "place_donnee", None)
        if place is not None:
            response.set_cookie(
                settings.COOKIE_DE_PLACE,
                _signature.sign(f"{round(place.entree * 1000)}-{round(place.donnee)}"),
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], *vue: Any
    ) -> HttpResponseBase | None:
        if not _est_une_entree(request, view_func):
            return None
        place = lire_la_place(request)
        if place is None:
            # a machine that takes places without end would put all the others off
            if refus := consume_or_429(request, action="affluence", limit_get=True):
                return refus
            place = _donner(request, prendre_une_place(settings.ENTREES_PAR_MINUTE))
        maintenant = time.time()
        if place.secondes(maintenant):
            return _page_d_attente(request, place, maintenant)
        if maintenant - place.entree > RENOUVELER:
            _donner(request, Place(maintenant, maintenant))
        return None


def lire_la_place(request: HttpRequest) -> Place | None:
    """The one that this browser brings, if it was given here and still serves."""
    try:
        dite = _signature.unsign(request.COOKIES[settings.COOKIE_DE_PLACE])
        entree, donnee = map(int, dite.split("-"))
        place = Place(entree / 1000, donnee)
    except (KeyError, ValueError, BadSignature):
        return None
    return place if place.sert(time.time()) else None


def _donner(request: HttpRequest, place: Place) -> Place:
    request.place_donnee = place  # type: ignore[attr-defined]
    return place


def _est_une_entree(request: HttpRequest, view_func: Callable[..., HttpResponseBase]) -> bool:
    """Whether a person comes to a page that is a family's, or to the one that leads there."""
    if request.method != "GET" or request.path.startswith(GESTION) or not _navigue(request):
        return False
    nom = request.resolver_match.view_name if request.resolver_match else ""
    if nom.startswith(SECOND_FACTEUR) or nom in SecondFacteurExige.permises:
        return False
    if nom == CONNEXION:  # an agent's screens have no door: neither has the way to them
        return not request.GET.get("next", "").startswith(GESTION)
    return nom not in ConnexionExigee.publiques and getattr(view_func, "login_required", True)


def _navigue(request: HttpRequest) -> bool:
    """From page to page, and not for a part of one; a browser too old to say so navigates."""
    return (
        request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        and "HX-Request" not in request.headers
    )


def _page_d_attente(request: HttpRequest, place: Place, maintenant: float) -> HttpResponse:
    dite = place.dite(maintenant, settings.ENTREES_PAR_MINUTE)
    contexte = dite | {"adresse": request.get_full_path(), "gardee": en_duree(DEDANS)}
    reponse = HttpResponse(get_template("affluence.html").render(contexte))
    add_never_cache_headers(reponse)
    return reponse


def prendre_une_place(par_minute: int) -> Place:
    """The place of who comes now, at `par_minute` entries a minute."""
    with transaction.atomic():
        file, _creee = FileDEntree.objects.select_for_update().get_or_create(
            pk=SEULE, defaults={"prochaine": 0}
        )
        place, prochaine = placer(file.prochaine, time.time(), par_minute, derniere=file.derniere)
        FileDEntree.objects.filter(pk=SEULE).update(prochaine=prochaine, derniere=place.donnee)
    return place


@never_cache
@login_not_required
@require_safe
def affluence(request: HttpRequest) -> JsonResponse:
    """What the waiting page asks while it is open: what `Place.dite` says of the place that this
    browser brings. Without one: `secondes` 0, and the door itself will say."""
    place = lire_la_place(request)
    if place is None or not settings.ENTREES_PAR_MINUTE:
        return JsonResponse({"secondes": 0})
    return JsonResponse(place.dite(time.time(), settings.ENTREES_PAR_MINUTE))
