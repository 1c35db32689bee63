"""Who sends: VAPID (RFC 8292), a JSON Web Token signed by the town's key. Pure."""

from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from .message import COURBE, de_base64, en_base64, point_de

DUREE = 12 * 3600  # seconds a token is good for; RFC 8292, 2, allows 24 hours


def nouvelle_cle() -> str:
    """A private key, as PORTAIL_PUSH_CLE wants it: base64url of its 32 bytes."""
    nombre = ec.generate_private_key(COURBE).private_numbers().private_value
    return en_base64(nombre.to_bytes(32, "big"))


def cle_privee(texte: str) -> ec.EllipticCurvePrivateKey:
    """ValueError: not 32 bytes in base64url, or no key of P-256."""
    octets = de_base64(texte)
    if len(octets) != 32:
        raise ValueError("a private key of P-256 has 32 bytes")
    return ec.derive_private_key(int.from_bytes(octets, "big"), COURBE)


def publique(texte: str) -> str:
    """The public key of this private one, as browsers want it (applicationServerKey)."""
    return en_base64(point_de(cle_privee(texte).public_key()))


def autorisation(cle: str, contact: str, adresse: str, *, maintenant: int) -> str:
    """The Authorization header for a message to this address. `contact`: mailto:… or https://…, for
    the push service to write to; `maintenant`: Unix seconds."""
    morceaux = urlsplit(adresse)
    dit = {
        "aud": f"{morceaux.scheme}://{morceaux.netloc}",
        "exp": maintenant + DUREE,
        "sub": contact,
    }
    jeton = jwt.encode(dit, cle_privee(cle), algorithm="ES256")
    return f"vapid t={jeton}, k={publique(cle)}"
