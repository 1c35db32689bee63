"""A message that only one browser reads: RFC 8291, in the content coding of RFC 8188 (aes128gcm).
Pure: bytes in, bytes out."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

COURBE = ec.SECP256R1()
POINT = 65  # bytes of a public key, uncompressed (RFC 8291, 3.1)
SECRET = 16  # bytes of a subscription's "auth" (RFC 8291, 3.2)
ENREGISTREMENT = 4096  # bytes: one record, all that a push service must take (RFC 8030, 7.2)
ENTETE = 16 + 4 + 1 + POINT  # of RFC 8188, 2.1
TEXTE_MAX = ENREGISTREMENT - ENTETE - 17  # less the mark of the last record, and the tag
_FIN = b"\x02"  # marks the last record (RFC 8188, 2)


def en_base64(octets: bytes) -> str:
    """base64url without padding, as the whole of Web Push writes it."""
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def de_base64(texte: str) -> bytes:
    """The contrary. ValueError: it is not that."""
    if not texte.isascii():
        raise ValueError("base64url is ASCII")
    return urlsafe_b64decode(texte + "=" * (-len(texte) % 4))


def point_de(cle: ec.EllipticCurvePublicKey) -> bytes:
    return cle.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def cle_publique(point: bytes) -> ec.EllipticCurvePublicKey:
    """ValueError: not a point of P-256, uncompressed."""
    if len(point) != POINT:
        raise ValueError("a key of a subscription is an uncompressed point of P-256")
    return ec.EllipticCurvePublicKey.from_encoded_point(COURBE, point)


def chiffrer(
    texte: bytes,
    *,
    p256dh: bytes,
    auth: bytes,
    sel: bytes | None = None,
    ephemere: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """The body of the request. `p256dh`, `auth`: of the subscription. `sel` (16 bytes) and
    `ephemere` are drawn for each message; given by the test alone. ValueError: too long, or keys
    that are none."""
    if len(texte) > TEXTE_MAX:
        raise ValueError(f"a push message has {TEXTE_MAX} bytes at most")
    sel = sel or os.urandom(16)
    ephemere = ephemere or ec.generate_private_key(COURBE)
    leur, notre = cle_publique(p256dh), point_de(ephemere.public_key())
    secret = _deriver(
        ephemere.exchange(ec.ECDH(), leur), auth, b"WebPush: info\0" + p256dh + notre, 32
    )
    cle = _deriver(secret, sel, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _deriver(secret, sel, b"Content-Encoding: nonce\0", 12)
    entete = sel + ENREGISTREMENT.to_bytes(4, "big") + bytes([POINT]) + notre
    return entete + AESGCM(cle).encrypt(nonce, texte + _FIN, None)


def _deriver(secret: bytes, sel: bytes, info: bytes, longueur: int) -> bytes:
    return HKDF(SHA256(), longueur, sel, info).derive(secret)
