"""The pretend services' addresses, and the page where what they received is read. None of them
exists in production."""

import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from famille.models import AppareilAlerte
from famille.socle.texte import lire_json

from . import depot
from .telephone import Mauvais


@require_safe
@never_cache
@login_not_required
def alertes(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/alertes.html", {"messages_recus": depot.messages()})


@require_POST
def abonner(request: HttpRequest) -> JsonResponse:
    """As `pushManager.subscribe` would give it: the demo sends nothing outside of this machine."""
    if not settings.PUSH:
        raise Http404("no Web Push here")
    return JsonResponse(depot.nouveau_telephone().abonnement())


@csrf_exempt
@login_not_required
@require_POST
def push(request: HttpRequest, jeton: str) -> HttpResponse:
    """A browser's maker's server (RFC 8030, 5): 201, or why not."""
    telephone = depot.telephone(jeton)
    if telephone is None:
        raise Http404("no such subscription")
    entetes = {nom.lower(): valeur for nom, valeur in request.headers.items()}
    try:
        dit = json.loads(telephone.recevoir(entetes, request.body).texte)
    except Mauvais as refus:
        return HttpResponse(str(refus), status=refus.statut)
    depot.garder("push", _nom(telephone.endpoint), dit["texte"], dit["lien"])
    return HttpResponse(status=201)


@csrf_exempt
@login_not_required
@require_POST
def sms(request: HttpRequest) -> JsonResponse:
    """A provider of SMS: takes {"a", "texte", "reference"}, gives its own number."""
    dit = lire_json(request.body) if request.content_type == "application/json" else None
    if not isinstance(dit, dict) or not {"a", "texte", "reference"} <= dit.keys():
        return JsonResponse({}, status=400)
    depot.garder("sms", dit["a"], dit["texte"], "")
    return JsonResponse({"id": dit["reference"]}, status=201)


def _nom(endpoint: str) -> str:
    """Whose telephone it is, and which: what its owner reads in his list."""
    for appareil in AppareilAlerte.objects.select_related("utilisateur"):
        if appareil.abonnement["endpoint"] == endpoint:
            return f"{appareil.utilisateur}, {appareil.nom}"
    return ""
