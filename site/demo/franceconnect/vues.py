"""The pretend service's addresses, as FranceConnect's (docs/comprendre/ville_demo.md). It keeps
nothing but the codes that have served: what it gives is signed, and says all by itself."""

from typing import Any
from urllib.parse import urlencode

import jwt
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.comptes.openid.service import ServiceOpenID
from famille.comptes.openid.service_franceconnect import CODE

from . import contrat
from .personnes import Personne, personnes

CHEMIN = "/demo/franceconnect"
SEL_DU_CODE, SEL_DE_L_ACCES = "demo-franceconnect-code", "demo-franceconnect-acces"
REFUS = "refus"  # what she answers who does not want to say who she is
SIGNE = "application/jwt"


def _service() -> ServiceOpenID:
    """Http404: the portal speaks to another FranceConnect, or to none."""
    service = settings.OPENID.get(CODE)
    if service is None or not service.emetteur.endswith(CHEMIN):
        raise Http404("no pretend FranceConnect here")
    return service


def _client(service: ServiceOpenID) -> contrat.Client:
    retour, sortie = reverse(service.retour), reverse(service.sortie)
    return contrat.Client(
        service.client,
        service.secret,
        f"{settings.ADRESSE}{retour}",
        f"{settings.ADRESSE}{sortie}",
    )


@require_safe
@never_cache
@login_not_required
def configuration(request: HttpRequest) -> JsonResponse:
    public = f"{settings.ADRESSE}{CHEMIN}"
    return JsonResponse(contrat.configuration(_service().emetteur, public))


@require_safe
@never_cache
@login_not_required
def jwks(request: HttpRequest) -> JsonResponse:
    _service()
    return JsonResponse(contrat.cles_publiees(contrat.cle_de(settings.SECRET_KEY)))


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """The page where one says who one is. A question that the contract refuses goes back with its
    `error`; one of an unknown client, or for another address, goes nowhere."""
    client, dits = _client(_service()), request.GET.dict()
    if not contrat.est_connu(dits, client):
        return _page(request, "impossible", statut=400)
    if faute := contrat.faute_de_la_question(dits, client):
        return _renvoyer(client.retour, error=faute, state=dits.get("state", ""))
    choix, connues = request.POST.get("personne", ""), personnes()
    if choix == REFUS:
        return _renvoyer(client.retour, error="access_denied", state=dits["state"])
    if choix not in connues:
        return _page(request, "choisir", personnes=connues.values(), refus=REFUS)
    garde = {"personne": choix, "nonce": dits["nonce"], "scope": dits["scope"]}
    code = signing.dumps(garde, salt=SEL_DU_CODE)
    return _renvoyer(client.retour, code=code, state=dits["state"])


@csrf_exempt
@never_cache
@login_not_required
@require_POST
def token(request: HttpRequest) -> JsonResponse:
    """A code serves once, half a minute, to who knows the secret and says it in the body."""
    service = _service()
    client, envoye = _client(service), request.POST
    secret = envoye.get("client_secret", "")
    if envoye.get("client_id") != client.nom or not constant_time_compare(secret, client.secret):
        return JsonResponse({"error": "invalid_client"}, status=401)
    garde = _lire(envoye.get("code", ""), SEL_DU_CODE, contrat.CODE_VIT)
    neuf = garde and cache.add(f"demo:fc:{envoye['code'][-43:]}", True, contrat.CODE_VIT)
    if not neuf or garde is None or envoye.get("redirect_uri") != client.retour:
        return JsonResponse({"error": "invalid_grant"}, status=400)
    acces = {"personne": garde["personne"], "scope": garde["scope"]}
    sub = contrat.sujet(garde["personne"], client)
    cle = contrat.cle_de(settings.SECRET_KEY)
    identite = contrat.jeton_d_identite(
        sub, garde["nonce"], emetteur=service.emetteur, client=client, cle=cle
    )
    return JsonResponse(
        {
            "access_token": signing.dumps(acces, salt=SEL_DE_L_ACCES),
            "token_type": "Bearer",
            "expires_in": contrat.JETON_VIT,
            "id_token": identite,
            "scope": garde["scope"],
        }
    )


@require_safe
@never_cache
@login_not_required
def userinfo(request: HttpRequest) -> HttpResponse:
    service = _service()
    client = _client(service)
    lu = lire_l_acces(request.headers.get("Authorization", ""))
    if lu is None:
        return JsonResponse({"error": "invalid_token"}, status=401)
    personne, portees = lu
    signe = contrat.jeton_de_la_personne(
        contrat.sujet(personne.cle, client),
        personne.dits(),
        portees,
        emetteur=service.emetteur,
        client=client,
        cle=contrat.cle_de(settings.SECRET_KEY),
    )
    return HttpResponse(signe, content_type=SIGNE)


@require_safe
@never_cache
@login_not_required
def fin(request: HttpRequest) -> HttpResponse:
    """Where its session would end: it has none, since it asks each time who one is."""
    client, dits = _client(_service()), request.GET
    try:
        jwt.decode(
            dits.get("id_token_hint", ""),
            contrat.cle_de(settings.SECRET_KEY).public_key(),
            algorithms=[contrat.ALGORITHME],
            audience=client.nom,
            options={"verify_exp": False},
        )
    except jwt.PyJWTError:
        return _page(request, "impossible", statut=400)
    if dits.get("post_logout_redirect_uri") != client.sortie:
        return _page(request, "impossible", statut=400)
    return _renvoyer(client.sortie, state=dits.get("state", ""))


def lire_l_acces(autorisation: str) -> tuple[Personne, str] | None:
    """(whose it is, its scopes) of "Bearer …", while it lives: for the pretend CAF too."""
    mot, _, jeton = autorisation.partition(" ")
    lu = _lire(jeton, SEL_DE_L_ACCES, contrat.JETON_VIT) if mot == "Bearer" else None
    personne = personnes().get(lu["personne"]) if lu else None
    return (personne, lu["scope"]) if lu and personne else None


def _lire(signe: str, sel: str, vit: int) -> dict[str, Any] | None:
    try:
        lu: dict[str, Any] = signing.loads(signe, salt=sel, max_age=vit)
    except signing.BadSignature:
        return None
    return lu


def _renvoyer(adresse: str, **dits: str) -> HttpResponse:
    return redirect(f"{adresse}?{urlencode(dits)}")


def _page(request: HttpRequest, gabarit: str, statut: int = 200, **contexte: Any) -> HttpResponse:
    contexte["ici"] = request.get_full_path()
    return render(request, f"demo/franceconnect/{gabarit}.html", contexte, status=statut)
