"""Signed papers (JWT): who has signed, for whom, until when, in answer to which question of ours.

Nothing of one is read before its signature holds. Only keys that are published sign: an algorithm
whose key is shared (HS256) or absent (none) is refused whatever the paper says (RFC 8725, 3.1).
"""

from collections.abc import Mapping
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.utils.crypto import constant_time_compare

from .decouverte import cle_de_signature
from .service import ServiceOpenID

ALGORITHMES = [
    *("ES256", "ES384", "ES512", "RS256", "RS384", "RS512"),
    *("PS256", "PS384", "PS512", "EdDSA"),
]
MARGE = 30  # seconds that two clocks may differ by
IDENTITE = ("iss", "aud", "exp", "iat", "sub")


class PreuveAncienne(OAuth2Error):
    """The person was asked to prove who she is, and the service says that she did so before."""


def lire_l_identite(
    jeton: Any, service: ServiceOpenID, configuration: Mapping[str, Any], *, nonce: str
) -> dict[str, Any]:
    """What an id_token says. OAuth2Error: it is not one of this service's, for us, now, in answer
    to the question that held this `nonce`."""
    dits = _ouvrir(jeton, service, configuration, exiges=IDENTITE)
    plusieurs = isinstance(dits["aud"], list) and len(dits["aud"]) > 1
    if dits.get("azp", None if plusieurs else service.client) != service.client:
        raise OAuth2Error("destinataire")
    if not nonce or not constant_time_compare(str(dits.get("nonce", "")), nonce):
        raise OAuth2Error("nonce")
    return dits


def exiger_une_preuve_fraiche(dits: Mapping[str, Any], depuis: float) -> None:
    """Of a question asked with `prompt=login` at `depuis`. `auth_time` says when the person has
    proved who she is, where the service says it; where it does not, that it asks her is its own
    contract (docs/comprendre/openid.md). PreuveAncienne, or OAuth2Error: it is no moment."""
    dit = dits.get("auth_time")
    if dit is None:
        return
    if isinstance(dit, bool) or not isinstance(dit, int | float):
        raise OAuth2Error("moment")
    if dit < depuis - MARGE:
        raise PreuveAncienne("ancienne")


def lire_la_personne(
    jeton: Any, service: ServiceOpenID, configuration: Mapping[str, Any]
) -> dict[str, Any]:
    """What a signed answer of its userinfo says (OpenID Connect Core, 5.3.2). OAuth2Error."""
    return _ouvrir(jeton, service, configuration, exiges=("iss", "aud", "sub"))


def _ouvrir(
    jeton: Any, service: ServiceOpenID, configuration: Mapping[str, Any], *, exiges: tuple[str, ...]
) -> dict[str, Any]:
    if not isinstance(jeton, str | bytes):
        raise OAuth2Error("jeton")
    try:
        entete = jwt.get_unverified_header(jeton)
        if entete.get("alg") not in ALGORITHMES:
            raise OAuth2Error("algorithme")
        return jwt.decode(
            jeton,
            key=cle_de_signature(configuration["jwks_uri"], entete.get("kid")),
            algorithms=ALGORITHMES,
            issuer=configuration["issuer"],
            audience=service.client,
            leeway=MARGE,
            options={"require": list(exiges)},
        )
    except jwt.PyJWTError as erreur:
        raise OAuth2Error(type(erreur).__name__) from erreur
