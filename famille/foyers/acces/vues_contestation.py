"""The page of "ce n’est pas moi": reading it changes nothing, since mail scanners open links. Who
holds the former address has no way to sign in: the link is its own right."""

from typing import Any

from allauth.core.ratelimit import consume_or_429
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from famille.socle.ecran import agir
from famille.socle.ville.phrases import dit

from . import liens
from .contestation import contester

INCONNU = (
    "L’adresse est sans doute incomplète : ouvrez-la depuis l’e-mail, ou copiez-la en entier. Rien"
    " n’a changé."
)
PERIME = dit(
    f"Ce lien servait pendant {liens.DUREE.days} jours. Rien n’a changé. Si ce n’est pas vous qui"
    " avez demandé cette nouvelle adresse, appelez {le_service}."
)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contester_adresse(request: HttpRequest, jeton: str) -> HttpResponse:
    if trop := consume_or_429(request, action="contestation", limit_get=True):
        return trop
    try:
        acces = liens.lire(jeton)
    except signing.SignatureExpired:
        return _page(request, {"mort": PERIME}, status=410)
    except signing.BadSignature:
        return _page(request, {"mort": INCONNU}, status=404)
    if acces is None:
        return _page(request, {"mort": PERIME}, status=410)
    if request.method == "POST":
        with agir(request):
            contester(acces)
        return redirect("famille:contester_adresse", jeton=jeton)
    return _page(request, {"acces": acces, "jeton": jeton})


def _page(request: HttpRequest, contexte: dict[str, Any], status: int = 200) -> HttpResponse:
    """The address is a secret: no search engine keeps it."""
    reponse = render(request, "famille/foyers/contester.html", contexte, status=status)
    reponse.headers["X-Robots-Tag"] = "noindex"
    return reponse
