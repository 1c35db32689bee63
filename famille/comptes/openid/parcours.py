"""The way there and back, the same for every service: whatever comes back, a sentence or a
sign-in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import requests
from allauth.core.ratelimit import consume_or_429
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from famille.comptes.journal import noter
from famille.comptes.second_facteur.etape import PROUVE
from famille.models import Utilisateur
from famille.socle.erreurs import Refus

from .acces import retenir_l_acces
from .decouverte import Injoignable
from .fournisseur import Echanges, FournisseurOpenID
from .jetons import PreuveAncienne
from .service import ServiceOpenID
from .sortie import retenir

ABANDON = "access_denied"  # OAuth 2.0, RFC 6749, 4.1.2.1
SILENCE = (requests.ConnectionError, requests.Timeout)
# Whatever form the answer of a server that is not ours takes.
ILLISIBLE = (
    *(OAuth2Error, requests.RequestException, KeyError, TypeError, ValueError, OverflowError),
    RecursionError,
)

PHRASES = {
    "injoignable": (
        "{nom} ne répond pas. Recommencez dans quelques minutes ; si vous avez aussi un mot de"
        " passe pour ce portail, il fonctionne toujours."
    ),
    "abandon": "Vous n’avez pas terminé la connexion par {nom}. Recommencez quand vous voulez.",
    "perimee": (
        "Cette connexion par {nom} a expiré, ou elle a déjà servi. Recommencez depuis cette page."
    ),
    "erreur": (
        "{nom} a refusé la connexion. Recommencez ; si cela se répète, prévenez le service"
        " informatique."
    ),
    "ancienne": (
        "{nom} ne vous a pas redemandé qui vous êtes. Déconnectez-vous de {nom}, puis recommencez."
    ),
    "invalide": (
        "La réponse de {nom} n’a pas pu être vérifiée, et rien n’a été ouvert. Recommencez ; si"
        " cela se répète, prévenez le service informatique."
    ),
}


@dataclass(frozen=True)
class Reconnu:
    """The account, and whether the service has proved a second factor."""

    compte: Utilisateur
    second_facteur: bool


type Reconnaitre = Callable[[dict[str, Any], dict[str, Any]], Reconnu]


def partir(request: HttpRequest, service: ServiceOpenID) -> HttpResponse:
    """To the service's own page. What is to come back is kept in a session: bounded, as all that a
    stranger makes us write."""
    if trop := consume_or_429(request, action="openid", limit_get=True):
        return trop
    try:
        return FournisseurOpenID(request, service=service).redirect_from_request(request)
    except Injoignable as erreur:
        return _refuser(request, service, "injoignable", str(erreur))


def accueillir_le_retour(
    request: HttpRequest, service: ServiceOpenID, reconnaitre: Reconnaitre
) -> HttpResponse:
    """What the service answers, believed once each of its papers holds. `reconnaitre`
    (what it says, what its signed id_token alone says) → Reconnu, or a Refus."""
    if trop := consume_or_429(request, action="openid", limit_get=True):
        return trop
    fournisseur = FournisseurOpenID(request, service=service)
    try:
        etat = fournisseur.unstash_redirect_state(request, request.GET.get("state", ""))
    except PermissionDenied:
        return _refuser(request, service, "perimee", "state")
    if request.user.is_authenticated and "depuis" not in (etat.get("data") or {}):
        # asked before she signed in: nobody was asked to prove again who she is
        return _refuser(request, service, "perimee", "avant")
    if request.GET.get("error") == ABANDON:
        return _refuser(request, service, "abandon", ABANDON)
    if "error" in request.GET or not request.GET.get("code"):
        return _refuser(request, service, "erreur", "reponse")
    try:
        echanges, entree = _echanger(request, fournisseur, etat)
    except Injoignable as erreur:
        return _refuser(request, service, "injoignable", str(erreur))
    except SILENCE as erreur:
        return _refuser(request, service, "injoignable", type(erreur).__name__)
    except PreuveAncienne as erreur:
        return _refuser(request, service, "ancienne", str(erreur))
    except ILLISIBLE as erreur:
        mot = str(erreur) if str(erreur).isalnum() else type(erreur).__name__
        return _refuser(request, service, "invalide", mot)
    return _entrer(request, service, reconnaitre, echanges, entree, etat)


def _echanger(
    request: HttpRequest, fournisseur: FournisseurOpenID, etat: dict[str, Any]
) -> tuple[Echanges, SocialLogin]:
    echanges, application = fournisseur.get_oauth2_adapter(request), fournisseur.app
    reponse = echanges.get_access_token_data(
        request,
        application,
        echanges.get_client(request, application),
        pkce_code_verifier=etat.get("pkce_code_verifier"),
    )
    gardees = etat.get("data") or {}
    entree = echanges.complete_login(
        request,
        application,
        echanges.parse_token(reponse),
        response=reponse,
        nonce=gardees.get("nonce", ""),
        depuis=gardees.get("depuis"),
    )
    entree.token = None
    return echanges, entree


def _entrer(
    request: HttpRequest,
    service: ServiceOpenID,
    reconnaitre: Reconnaitre,
    echanges: Echanges,
    entree: SocialLogin,
    etat: dict[str, Any],
) -> HttpResponse:
    try:
        reconnu = reconnaitre(echanges.dits, echanges.identite)
    except Refus as refus:
        messages.error(request, str(refus))
        return redirect("account_login")
    entree.state = etat | {PROUVE: reconnu.second_facteur}
    reponse = complete_social_login(request, entree)
    # after: another's session is emptied first
    retenir(request, service, reconnu.compte, echanges.jeton)
    if service.garde_l_acces:
        retenir_l_acces(request, service.code, reconnu.compte, *echanges.acces)
    return reponse


def _refuser(request: HttpRequest, service: ServiceOpenID, raison: str, mot: str) -> HttpResponse:
    """`mot`: a word of the code, of nobody, for the security log."""
    noter("openid refuse", service=service.code, raison=raison, mot=mot)
    messages.error(request, PHRASES[raison].format(nom=service.nom))
    return redirect("account_login")
