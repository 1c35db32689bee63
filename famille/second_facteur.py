"""The second factor (D12): who has one, who has proved it in this session, how its secrets are kept."""

import time

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings

from famille.chiffrement import TOTP as USAGE
from famille.chiffrement import chiffrer, dechiffrer

_PERIODE_TOTP = 30  # seconds, RFC 6238
CODE_REFUSE = (
    "Ce code n’est pas le bon, ou il a déjà servi. Attendez que l’application en affiche un nouveau, puis recommencez."
)


class AdaptateurMFA(DefaultMFAAdapter):
    """Second factor: its secrets are encrypted in the database with the site's key, and staff may not give it up."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "Votre compte ouvre la gestion du portail : la validation en deux étapes y est "
        "obligatoire et ne peut pas être désactivée.",
        "incorrect_code": CODE_REFUSE,
        "unverified_email": "Confirmez d’abord votre nouvelle adresse e-mail, ou abandonnez ce changement, puis "
        "activez la validation en deux étapes.",
    }

    def get_totp_issuer(self):
        return settings.MFA_TOTP_ISSUER

    def encrypt(self, text):
        return chiffrer(text, usage=USAGE)

    def decrypt(self, encrypted_text):
        return dechiffrer(encrypted_text, usage=USAGE)

    def can_delete_authenticator(self, authenticator):
        return not authenticator.user.est_du_personnel


def a_prouve_le_second_facteur(request):
    """bool: a TOTP or recovery code was given in this very session (D12)."""
    return any(trace.get("method") == "mfa" for trace in get_authentication_records(request, request.user))


def a_un_second_facteur(utilisateur):
    return is_mfa_enabled(utilisateur, types=[Authenticator.Type.TOTP])


def enroler_totp(utilisateur, secret):
    """Give the account a TOTP of a known base32 secret, and its recovery codes: for the demo town and the tests.

    >>> enroler_totp(agent, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    """
    Authenticator.objects.filter(user=utilisateur).delete()
    TOTP.activate(utilisateur, secret)
    return RecoveryCodes.activate(utilisateur)


def code_actuel(secret, decalage=0):
    """str: the six digits an application shows now for this secret (`decalage`: periods of 30 seconds after now)."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // _PERIODE_TOTP + decalage))
