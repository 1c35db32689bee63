"""Leaving: the service is told too, where it says where (OpenID Connect RP-Initiated Logout 1.0).
The portal's own session ends first, whatever becomes of the other."""

import secrets
from typing import NamedTuple
from urllib.parse import urlencode

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from famille.comptes.journal import noter
from famille.models import Utilisateur
from famille.socle.chiffrement import OPENID, Illisible, chiffrer, dechiffrer

from .decouverte import lire_la_configuration
from .service import ServiceOpenID

# in a session: by which service, whose, and the id_token by which the service knows which
JETON = "openid_entree"
ETAT = "openid_sortie"  # in the session of nobody that follows: what is to come back


class Sortie(NamedTuple):
    """Where the browser goes to leave the service too; `etat` is to come back from there."""

    adresse: str
    etat: str


def retenir(request: HttpRequest, service: ServiceOpenID, compte: Utilisateur, jeton: str) -> None:
    """What leaving will ask for, encrypted: the id_token says who the person is."""
    request.session[JETON] = [service.code, compte.pk, chiffrer(jeton, usage=OPENID)]


def service_de_la_session(request: HttpRequest) -> ServiceOpenID | None:
    """By which this person came, if the town still has it."""
    code, *_reste = request.session.get(JETON) or ("",)
    return settings.OPENID.get(code)


def preparer_la_sortie(request: HttpRequest, service: ServiceOpenID) -> Sortie | None:
    """To be asked while the session is open. None: this person did not come by there, or the
    service has no such page, or does not answer."""
    code, pk, chiffre = request.session.get(JETON) or ("", None, "")
    if code != service.code or not request.user.is_authenticated or pk != request.user.pk:
        return None
    try:
        adresse = lire_la_configuration(service).get("end_session_endpoint")
        jeton = dechiffrer(chiffre, usage=OPENID)
    except (OAuth2Error, Illisible):
        return None
    if not isinstance(adresse, str) or not service.parle_a(adresse):
        return None
    etat = secrets.token_urlsafe(32)
    question = {
        "id_token_hint": jeton,
        "client_id": service.client,
        "post_logout_redirect_uri": f"{settings.ADRESSE}{reverse(service.sortie)}",
        "state": etat,
    }
    return Sortie(f"{adresse}{'&' if '?' in adresse else '?'}{urlencode(question)}", etat)


def attendre_le_retour(request: HttpRequest, sortie: Sortie) -> None:
    request.session[ETAT] = sortie.etat


def est_revenu(request: HttpRequest, service: ServiceOpenID) -> bool:
    """Whether it is the answer to this browser's own leaving; it serves once."""
    attendu = request.session.pop(ETAT, "")
    if attendu and constant_time_compare(request.GET.get("state", ""), attendu):
        noter("openid sortie", service=service.code)
        return True
    noter("openid refuse", service=service.code, raison="sortie", mot="state")
    return False
