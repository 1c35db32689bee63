"""What a browser may keep while it has no network, and that nobody reads there: sealed in the page
with a public key of the site, opened here alone.

ECDH on P-256 with a key drawn for each text, HKDF-SHA-256, AES-256-GCM: what WebCrypto has
(static/reservations/presences/enveloppe.js). The private key is drawn from each key of the site, as
those of `chiffrement` are: nothing more to save, and a former key still opens.
"""

import base64
import binascii
import hashlib
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from famille.socle.chiffrement import Illisible, cles_connues

_USAGE = "famille.enveloppe"
_ORDRE = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
_INFO = b"portail-famille/enveloppe"
_POINT, _NONCE, _SCEAU = 65, 12, 16
TAILLE_MAX = 12_000  # of an envelope, in characters


def cle_publique() -> str:
    """What the page seals with: the point of the present key, uncompressed, in base64."""
    point = _privee(cles_connues()[0]).public_key()
    return base64.b64encode(
        point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    ).decode()


def ouvrir(enveloppe: str) -> str:
    """The text inside. Illisible: cut, changed on the way, or sealed for another site."""
    try:
        brut = base64.b64decode(enveloppe[: TAILLE_MAX + 1].encode(), validate=True)
        if len(enveloppe) > TAILLE_MAX or len(brut) < _POINT + _NONCE + _SCEAU:
            raise Illisible("no envelope of ours")
        point = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), brut[:_POINT])
    except (ValueError, binascii.Error) as erreur:
        raise Illisible("no envelope of ours") from erreur
    nonce, texte = brut[_POINT : _POINT + _NONCE], brut[_POINT + _NONCE :]
    for cle in cles_connues():
        try:
            return AESGCM(_commune(_privee(cle), point)).decrypt(nonce, texte, None).decode()
        except (InvalidTag, UnicodeDecodeError):
            continue
    raise Illisible("no key of this site opens this envelope")


def _commune(privee: EllipticCurvePrivateKey, point: EllipticCurvePublicKey) -> bytes:
    secret = privee.exchange(ECDH(), point)
    return HKDF(SHA256(), length=32, salt=None, info=_INFO).derive(secret)


@lru_cache(maxsize=8)
def _privee(cle: str) -> EllipticCurvePrivateKey:
    nombre = int.from_bytes(hashlib.sha512(f"{_USAGE}:{cle}".encode()).digest())
    return derive_private_key(nombre % (_ORDRE - 1) + 1, SECP256R1())
