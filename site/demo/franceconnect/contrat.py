"""What the contract asks of a question, and what it answers: signed papers, claims by scope. No
Django."""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

ALGORITHME, CLE = "ES256", "demo-1"
NIVEAU = "eidas1"
NONCE_MIN = 22  # characters
CODE_VIT, JETON_VIT = 30, 60  # seconds
PORTEES = {
    "openid": ("sub",),
    "identite_pivot": (
        *("given_name", "given_name_array", "family_name", "birthdate"),
        *("gender", "birthplace", "birthcountry"),
    ),
    "email": ("email",),
    "cnaf_quotient_familial": (),  # a right to ask the CAF, that the access token carries
}


@dataclass(frozen=True)
class Client:
    """What is declared of who asks: `retour`, `sortie` are taken as they are, to the letter."""

    nom: str
    secret: str
    retour: str
    sortie: str


def faute_de_la_question(dits: Mapping[str, str], client: Client) -> str:
    """The `error` that goes back with the browser; "" for a question that is taken. What is wrong
    of the client or of its address is seen before (`est_connu`)."""
    portees = dits.get("scope", "").split()
    if dits.get("response_type") != "code":
        return "unsupported_response_type"
    if "openid" not in portees or not set(portees) <= PORTEES.keys():
        return "invalid_scope"
    if not dits.get("state") or len(dits.get("nonce", "")) < NONCE_MIN:
        return "invalid_request"
    return "" if NIVEAU in dits.get("acr_values", "").split() else "invalid_request"


def est_connu(dits: Mapping[str, str], client: Client) -> bool:
    """Without both, the browser is sent nowhere."""
    return dits.get("client_id") == client.nom and dits.get("redirect_uri") == client.retour


def configuration(emetteur: str, public: str) -> dict[str, Any]:
    """`public`: where a browser finds it, which may differ from where the portal does."""
    return {
        "issuer": emetteur,
        "authorization_endpoint": f"{public}/authorize",
        "token_endpoint": f"{emetteur}/token",
        "userinfo_endpoint": f"{emetteur}/userinfo",
        "jwks_uri": f"{emetteur}/jwks",
        "end_session_endpoint": f"{public}/session/end",
        "response_types_supported": ["code"],
        "acr_values_supported": [NIVEAU],
        "scopes_supported": list(PORTEES),
        "claims_parameter_supported": True,
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "id_token_signing_alg_values_supported": [ALGORITHME],
        "userinfo_signing_alg_values_supported": [ALGORITHME],
    }


def cle_de(secret: str) -> ec.EllipticCurvePrivateKey:
    """The same for each process of the demo, which share nothing else."""
    tire = int.from_bytes(hashlib.sha512(f"franceconnect|{secret}".encode()).digest())
    return ec.derive_private_key(tire % (2**255) + 1, ec.SECP256R1())


def cles_publiees(cle: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    publique = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(cle.public_key()))
    return {"keys": [publique | {"kid": CLE, "alg": ALGORITHME, "use": "sig"}]}


def sujet(personne: str, client: Client) -> str:
    """Of one person for one client: another client is told another."""
    return f"{hashlib.sha256(f'{client.nom}|{personne}'.encode()).hexdigest()}v1"


def jeton_d_identite(
    sub: str, nonce: str, *, emetteur: str, client: Client, cle: ec.EllipticCurvePrivateKey
) -> str:
    return _signer({"sub": sub, "nonce": nonce, "acr": NIVEAU}, emetteur, client, cle)


def jeton_de_la_personne(
    sub: str,
    dits: Mapping[str, Any],
    portees: str,
    *,
    emetteur: str,
    client: Client,
    cle: ec.EllipticCurvePrivateKey,
) -> str:
    """The userinfo: of `dits`, the claims of these scopes alone."""
    voulus = {nom for portee in portees.split() for nom in PORTEES[portee]}
    gardes = {nom: dit for nom, dit in dits.items() if nom in voulus}
    return _signer({**gardes, "sub": sub}, emetteur, client, cle)


def _signer(
    dits: dict[str, Any], emetteur: str, client: Client, cle: ec.EllipticCurvePrivateKey
) -> str:
    maintenant = int(time.time())
    temps = {"iat": maintenant, "exp": maintenant + JETON_VIT}
    return jwt.encode(
        {**dits, "iss": emetteur, "aud": client.nom, **temps},
        cle,
        algorithm=ALGORITHME,
        headers={"kid": CLE},
    )
