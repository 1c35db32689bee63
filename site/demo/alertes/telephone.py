"""A pretend browser and its maker's server, as RFC 8030, 8188, 8291 and 8292 want them: it refuses
what a real one would, and reads what it is sent. It shares no code with who sends
(famille.alertes.push)."""

import base64
import hashlib
import hmac
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

URGENCES = {"very-low", "low", "normal", "high"}
CORPS_MAX = 4096


class Mauvais(Exception):
    """What a real service would refuse. `statut`: its HTTP status."""

    def __init__(self, statut: int, pourquoi: str) -> None:
        super().__init__(pourquoi)
        self.statut = statut


@dataclass(frozen=True)
class Recu:
    """A message as the browser reads it. `duree`: TTL in seconds."""

    texte: str
    duree: int
    urgence: str
    sujet: str
    contact: str


class Telephone:
    """`endpoint`: its address at its maker's."""

    def __init__(self, endpoint: str, *, cle: str = "", auth: str = "") -> None:
        self.endpoint = endpoint
        self.privee = (
            ec.derive_private_key(int(cle, 16), ec.SECP256R1())
            if cle
            else ec.generate_private_key(ec.SECP256R1())
        )
        self.auth = bytes.fromhex(auth) if auth else os.urandom(16)

    @property
    def point(self) -> bytes:
        return self.privee.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def secrets(self) -> dict[str, str]:
        """What makes it again."""
        nombre = self.privee.private_numbers().private_value
        return {"endpoint": self.endpoint, "cle": f"{nombre:064x}", "auth": self.auth.hex()}

    def abonnement(self) -> dict[str, str]:
        """As a browser's PushSubscription gives it."""
        return {
            "endpoint": self.endpoint,
            "p256dh": coder(self.point),
            "auth": coder(self.auth),
        }

    def recevoir(self, entetes: Mapping[str, str], corps: bytes) -> Recu:
        """`entetes`: by names in lower case. Mauvais: a real service, or browser, refuses it."""
        contact = verifier_l_expediteur(entetes.get("authorization", ""), self.endpoint)
        if not entetes.get("ttl", "").isdigit():
            raise Mauvais(400, "TTL")
        if entetes.get("content-encoding") != "aes128gcm":
            raise Mauvais(415, "Content-Encoding")
        if entetes.get("urgency", "normal") not in URGENCES:
            raise Mauvais(400, "Urgency")
        sujet = entetes.get("topic", "")
        if len(sujet) > 32 or not sujet.replace("-", "").replace("_", "").isalnum():
            raise Mauvais(400, "Topic")
        if len(corps) > CORPS_MAX:
            raise Mauvais(413, "too long")
        return Recu(
            self.dechiffrer(corps),
            int(entetes["ttl"]),
            entetes.get("urgency", "normal"),
            sujet,
            contact,
        )

    def dechiffrer(self, corps: bytes) -> str:
        """RFC 8188, 2 and 8291, 3.4, with the standard library's HMAC."""
        sel, longueur = corps[:16], corps[20]
        leur, chiffre = corps[21 : 21 + longueur], corps[21 + longueur :]
        publique = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), leur)
        partage = self.privee.exchange(ec.ECDH(), publique)
        secret = _etendre(
            _hmac(self.auth, partage), b"WebPush: info\0" + self.point + leur + b"\1", 32
        )
        graine = _hmac(sel, secret)
        cle = _etendre(graine, b"Content-Encoding: aes128gcm\0\1", 16)
        nonce = _etendre(graine, b"Content-Encoding: nonce\0\1", 12)
        try:
            clair = AESGCM(cle).decrypt(nonce, chiffre, None)
        except InvalidTag as erreur:
            raise Mauvais(400, "not for this browser") from erreur
        texte, marque = clair.rstrip(b"\0")[:-1], clair.rstrip(b"\0")[-1:]
        if marque != b"\2":
            raise Mauvais(400, "not the last record")
        return texte.decode()


def verifier_l_expediteur(entete: str, endpoint: str) -> str:
    """Who sends (RFC 8292): its contact. Mauvais: not signed, or for another service, or for too
    long."""
    genre, _espace, reste = entete.partition(" ")
    champs: dict[str, str] = dict(un.strip().split("=", 1) for un in reste.split(",") if "=" in un)
    if genre.lower() != "vapid" or not {"t", "k"} <= champs.keys():
        raise Mauvais(401, "Authorization")
    signe, _point, signature = champs["t"].rpartition(".")
    brute = decoder(signature)
    r, s = (int.from_bytes(brute[moitie], "big") for moitie in (slice(32), slice(32, 64)))
    cle = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoder(champs["k"]))
    try:
        cle.verify(utils.encode_dss_signature(r, s), signe.encode(), ec.ECDSA(SHA256()))
    except InvalidSignature as erreur:
        raise Mauvais(403, "signature") from erreur
    tete, dit = (json.loads(decoder(morceau)) for morceau in signe.split("."))
    morceaux = urlsplit(endpoint)
    if tete.get("alg") != "ES256" or dit["aud"] != f"{morceaux.scheme}://{morceaux.netloc}":
        raise Mauvais(403, "aud")
    if not 0 < dit["exp"] - time.time() <= 24 * 3600:
        raise Mauvais(403, "exp")
    return dit["sub"]


def decoder(texte: str) -> bytes:
    return base64.urlsafe_b64decode(texte + "==")


def coder(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def _hmac(cle: bytes, message: bytes) -> bytes:
    return hmac.new(cle, message, hashlib.sha256).digest()


def _etendre(graine: bytes, info: bytes, longueur: int) -> Any:
    return _hmac(graine, info)[:longueur]
