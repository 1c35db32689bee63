"""What is encrypted in the database: with a key drawn from the site's, one for each use.

Fernet (AES-128-CBC and HMAC-SHA256). After a change of `SECRET_KEY`, what the former ones wrote is still read as long
as they are in `SECRET_KEY_FALLBACKS`; `rechiffrer` brings a value to the present one.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

TOTP = "famille.totp"
IBAN = "famille.iban"
SAISIE = "demarches.saisie"


class Illisible(Exception):
    """No key of this site has written this: the database comes from elsewhere, or a former key was dropped."""


def chiffrer(texte, *, usage):
    """str: the text encrypted for this use; never twice the same."""
    return _cles(usage).encrypt(texte.encode()).decode()


def dechiffrer(jeton, *, usage):
    """str: what was encrypted. Illisible when no key of ours did."""
    try:
        return _cles(usage).decrypt(jeton.encode()).decode()
    except InvalidToken as erreur:
        raise Illisible(f"no key of this site reads this {usage}") from erreur


def rechiffrer(jeton, *, usage):
    """str: the same, under the present key. Illisible as `dechiffrer`."""
    try:
        return _cles(usage).rotate(jeton.encode()).decode()
    except InvalidToken as erreur:
        raise Illisible(f"no key of this site reads this {usage}") from erreur


def _cles(usage):
    cles = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_deriver(usage, cle))) for cle in cles])


def _deriver(usage, cle):
    return hashlib.sha256(f"{usage}:{cle}".encode()).digest()


def sceller(texte, *, usage):
    """str: a seal that only this site can make, and that says nothing of the text."""
    return _sceau(usage, settings.SECRET_KEY, texte)


def est_scelle(texte, sceau, *, usage):
    """bool: this seal is that text's, made with the present key or a former one."""
    cles = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(_sceau(usage, cle, texte), sceau) for cle in cles)


def _sceau(usage, cle, texte):
    return salted_hmac(usage, texte, secret=cle, algorithm="sha256").hexdigest()
