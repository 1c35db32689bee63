"""Encryption of values in the database, with one key for each use, derived from the site's.

Fernet (AES-128-CBC and HMAC-SHA256). `cles_connues`: PORTAIL_CLES_DE_CHIFFREMENT, then the signing
key and the former ones. All of them read; the first writes, and `rechiffrer` moves a value to it
(`manage.py tourner_les_cles`: every value, docs/exploiter/sauvegarder.md).
"""

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

# A key is derived from each name: rename one, and what it encrypted cannot be read any more.
TOTP = "famille.totp"
IBAN = "famille.iban"
SAISIE = "demarches.saisie"
REPONSES = "demarches.reponses"
SANTE = "famille.sante"
PAGE = "portail.page"
ALERTE = "famille.alerte"
WEBHOOK = "famille.webhook"
REPRISE = "famille.reprise"
PLACEMENT = "famille.placement"
IDENTITE = "famille.identite"
CACHET = "famille.cachet"
OPENID = "famille.openid"  # in a session, and gone with it


class Illisible(Exception):
    """No key of this site has written this: the database comes from elsewhere, or a former key was
    dropped."""


def chiffrer(texte: str, *, usage: str) -> str:
    """The text encrypted for this use; two calls give two tokens."""
    return _cles(usage).encrypt(texte.encode()).decode()


def dechiffrer(jeton: str, *, usage: str) -> str:
    """The text of a token. Illisible: no key of this site wrote it."""
    try:
        return _cles(usage).decrypt(jeton.encode()).decode()
    except InvalidToken as erreur:
        raise Illisible(f"no key of this site reads this {usage}") from erreur


def rechiffrer(jeton: str, *, usage: str) -> str:
    """The token under the present key; unchanged when it already is. Illisible as `dechiffrer`."""
    if est_a_jour(jeton, usage=usage):
        return jeton
    try:
        return _cles(usage).rotate(jeton.encode()).decode()
    except InvalidToken as erreur:
        raise Illisible(f"no key of this site reads this {usage}") from erreur


def est_a_jour(jeton: str, *, usage: str) -> bool:
    """Whether the present key reads it, so that the former ones may go."""
    try:
        _fernet(usage, cles_connues()[0]).decrypt(jeton.encode())
    except InvalidToken:
        return False
    return True


def cles_connues() -> list[str]:
    return [*settings.CLES_DE_CHIFFREMENT, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _cles(usage: str) -> MultiFernet:
    return _trousseau(usage, tuple(cles_connues()))


@lru_cache(maxsize=128)
def _trousseau(usage: str, cles: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([_fernet(usage, cle) for cle in cles])


@lru_cache(maxsize=128)
def _fernet(usage: str, cle: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"{usage}:{cle}".encode()).digest()))


def sceller(texte: str, *, usage: str) -> str:
    """A keyed hash of the text, which only this site can make."""
    return _sceau(usage, settings.SECRET_KEY, texte)


def est_scelle(texte: str, sceau: str, *, usage: str) -> bool:
    """Whether this seal is that text's, made with the present key or a former one."""
    cles = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(_sceau(usage, cle, texte), sceau) for cle in cles)


def empreintes(texte: str, *, usage: str) -> list[str]:
    """Keyed hashes that find a text in the database without showing it: one for each key, the
    present key's (the one stored) first. `tourner_les_cles` renews the stored one."""
    return [_sceau(f"{usage}.empreinte", cle, texte) for cle in cles_connues()]


def _sceau(usage: str, cle: str, texte: str) -> str:
    return salted_hmac(usage, texte, secret=cle, algorithm="sha256").hexdigest()
