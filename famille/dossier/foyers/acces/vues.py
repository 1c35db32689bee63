"""What an agent has opened of a household: its adults confirm it, or say "ce n’est pas moi"."""

from typing import Any

from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.models.acces import fermetures_de
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir
from famille.socle.ville import service
from famille.socle.ville.phrases import dit

from . import liens
from .actions import a_confirmer_par, confirmer_acces
from .contestation import contester

INCONNU = (
    "L’adresse est sans doute incomplète : ouvrez-la depuis l’e-mail, ou copiez-la en entier. Rien"
    " n’a changé."
)
PERIME = dit(
    f"Ce lien servait pendant {liens.DUREE.days} jours. Rien n’a changé. Si ce n’est pas vous qui"
    " avez demandé cette nouvelle adresse, appelez {le_service}."
)


@require_safe
def acces(request: RequeteConnectee) -> HttpResponse:
    """And, of one's own access that waits, the code of a second letter."""
    lignes = a_confirmer_par(request.user).select_related("responsable", "rattachement__enfant")
    contexte = {"lignes": lignes, "attend": fermetures_de(request.user).exists()}
    return render(request, "famille/foyers/acces.html", contexte)


@require_POST
def confirmer(request: RequeteConnectee, pk: int) -> HttpResponse:
    """404 for what this account has no say in, and for what is confirmed already."""
    with agir(request):
        confirmer_acces(get_object_or_404(a_confirmer_par(request.user), pk=pk), par=request.user)
        messages.success(
            request,
            f"C’est confirmé. {service().en_debut} n’a plus rien à vous demander à ce sujet.",
        )
    return redirect("famille:acces")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contester_adresse(request: HttpRequest, jeton: str) -> HttpResponse:
    """Reading it changes nothing, since mail scanners open links. Who holds the former address has
    no way to sign in: the link is its own right."""
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
