"""What a service says of itself, and the keys it signs with: read once an hour, and the keys once
more when one of its papers names a key that is not among them."""

import hashlib
from collections.abc import Mapping
from typing import Any

import jwt
import requests
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.core.cache import cache

from .reseau import SessionBornee
from .service import ServiceOpenID

DUREE = 3600  # seconds
CHEMIN = "/.well-known/openid-configuration"
EXIGES = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


class Injoignable(OAuth2Error):
    """It does not answer, or answers what cannot serve."""


def lire_la_configuration(service: ServiceOpenID) -> dict[str, Any]:
    """What it publishes of itself. Injoignable; or it names itself otherwise than the town says."""
    cle = _cle("configuration", service.emetteur)
    connue: dict[str, Any] | None = cache.get(cle)
    if connue is None:
        connue = lire_json(f"{service.emetteur.rstrip('/')}{CHEMIN}")
        _verifier(connue, service)
        cache.set(cle, connue, DUREE)
    return connue


def _verifier(configuration: Mapping[str, Any], service: ServiceOpenID) -> None:
    emetteur = configuration.get("issuer")
    if emetteur not in (service.emetteur, f"{service.emetteur}/"):
        raise Injoignable("emetteur")
    for nom in EXIGES:
        adresse = configuration.get(nom)
        if not isinstance(adresse, str) or not service.parle_a(adresse):
            raise Injoignable(nom)


def cle_de_signature(jwks_uri: str, kid: str | None) -> jwt.PyJWK:
    """The key of this name, among those published there. Without a name: the only one. OAuth2Error:
    none; Injoignable."""
    cle = _cle("cles", jwks_uri)
    connues: dict[str, Any] | None = cache.get(cle)
    if connues is not None and (trouvee := _trouver(connues, kid)):
        return trouvee
    lues = lire_json(jwks_uri)
    cache.set(cle, lues, DUREE)
    if trouvee := _trouver(lues, kid):
        return trouvee
    raise OAuth2Error("cle")


def _trouver(publiees: Mapping[str, Any], kid: str | None) -> jwt.PyJWK | None:
    try:
        cles = jwt.PyJWKSet.from_dict(dict(publiees)).keys
    except (jwt.PyJWTError, AttributeError, TypeError) as erreur:
        raise Injoignable("cles") from erreur
    signent = [une for une in cles if une.public_key_use in (None, "sig")]
    if kid is None:
        return signent[0] if len(signent) == 1 else None
    return next((une for une in signent if une.key_id == kid), None)


def lire_json(adresse: str) -> dict[str, Any]:
    """A JSON object that it publishes. Injoignable."""
    try:
        with SessionBornee() as session:
            reponse = session.get(adresse)
        lu = reponse.json() if reponse.status_code == requests.codes.ok else None
    except (requests.RequestException, RecursionError) as erreur:
        raise Injoignable("reponse") from erreur
    if not isinstance(lu, dict):
        raise Injoignable("reponse")
    return lu


def _cle(quoi: str, adresse: str) -> str:
    return f"openid:{quoi}:{hashlib.sha256(adresse.encode()).hexdigest()}"
