"""The second factor (D12): who has one, who has proved it in this session, how its secrets are
kept."""

import time
from typing import Any
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from famille.models import Utilisateur
from famille.socle.allauth_interne import TOTP, RecoveryCodes, format_hotp_value, hotp_value
from famille.socle.chiffrement import TOTP as USAGE
from famille.socle.chiffrement import chiffrer, dechiffrer

_PERIODE_TOTP = 30  # seconds, RFC 6238
_LU = "second_facteur_lu"  # of an account read with others: whether it has one
# What proves a second factor; recovery codes only replace one of them.
FACTEURS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
CODE_REFUSE = (
    "Ce code n’est pas le bon, ou il a déjà servi. Attendez que l’application en affiche un"
    " nouveau, puis recommencez."
)


class AdaptateurMFA(DefaultMFAAdapter):
    """Second factor: its secrets are encrypted in the database with the site's key, and staff may
    not give it up."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": (
            "Votre compte ouvre la gestion du portail : la validation en deux étapes y est "
            "obligatoire et ne peut pas être désactivée."
        ),
        "incorrect_code": CODE_REFUSE,
        "trop_de_codes": (
            "Trop de codes ont été refusés : attendez quelques minutes avant d’en donner un autre."
            " L’attente s’allonge à chaque nouvelle série d’erreurs."
        ),
        "unverified_email": (
            "Confirmez d’abord votre nouvelle adresse e-mail, ou abandonnez ce changement, puis "
            "activez la validation en deux étapes."
        ),
    }

    def get_totp_issuer(self) -> str:
        return settings.MFA_TOTP_ISSUER

    def encrypt(self, text: str) -> str:
        return chiffrer(text, usage=USAGE)

    def decrypt(self, encrypted_text: str) -> str:
        return dechiffrer(encrypted_text, usage=USAGE)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether staff keep one factor at least."""
        facteurs = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTEURS)
        return (
            facteurs.exclude(pk=authenticator.pk).exists()
            or not authenticator.user.est_du_personnel
        )

    def generate_authenticator_name(self, user: Utilisateur, type: Any) -> str:
        """str, by which the person will know the key; she may change it."""
        rang = Authenticator.objects.filter(user=user, type=type).count() + 1
        return "Ma clé d’accès" if rang == 1 else f"Ma clé d’accès n° {rang}"

    def get_public_key_credential_rp_entity(self) -> dict[str, Any]:
        """The portal as keys know it: a key made for this host name serves nowhere else, whatever a
        page pretends."""
        return {"id": urlsplit(settings.ADRESSE).hostname, "name": settings.MFA_TOTP_ISSUER}


def a_prouve_le_second_facteur(request: HttpRequest) -> bool:
    """Whether a code, a key or a recovery code was given in this very session (D12)."""
    return any(
        trace.get("method") == "mfa" for trace in get_authentication_records(request, request.user)
    )


def a_un_second_facteur(utilisateur: Utilisateur) -> bool:
    lu: bool | None = getattr(utilisateur, _LU, None)
    return is_mfa_enabled(utilisateur, types=FACTEURS) if lu is None else lu


def lu_sans_facteur(compte: Utilisateur) -> bool:
    """Whether it came with `avec_second_facteur`, and has none."""
    return getattr(compte, _LU, None) is False


def avec_second_facteur(comptes: QuerySet[Utilisateur]) -> QuerySet[Utilisateur]:
    """The same accounts, of whom `a_un_second_facteur` is known without a query each."""
    siens = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTEURS)
    return comptes.annotate(**{_LU: Exists(siens)})


def page_de_preuve(utilisateur: Utilisateur) -> str:
    """The name of the page where this account, signed in, proves its second factor again."""
    if is_mfa_enabled(utilisateur, types=[Authenticator.Type.TOTP]):
        return "mfa_reauthenticate"
    return "mfa_reauthenticate_webauthn"


def oublier_le_second_facteur(utilisateur: Utilisateur) -> None:
    """Take every factor and recovery code of the account away: its next sign-in enrols anew."""
    Authenticator.objects.filter(user=utilisateur).delete()


def enroler_totp(utilisateur: Utilisateur, secret: str) -> Any:
    """Give the account a TOTP of a known base32 secret, and its recovery codes: for the demo town
    and the tests.

    >>> enroler_totp(agent, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")  # doctest: +SKIP
    """
    oublier_le_second_facteur(utilisateur)
    TOTP.activate(utilisateur, secret)
    return RecoveryCodes.activate(utilisateur)


def code_actuel(secret: str, decalage: int = 0) -> str:
    """The six digits an application shows now for this secret (`decalage`: periods of 30 seconds
    after now)."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // _PERIODE_TOTP + decalage))


PROPOSITION = (
    "La prochaine fois, votre doigt, votre visage ou le code de l’appareil peut remplacer le mot de"
    ' passe : <a href="{}">créer une clé d’accès</a>. Vous la retrouverez dans « Mes données'
    " personnelles »."
)


def proposer_une_cle(request: HttpRequest, compte: Utilisateur, *, premiere_fois: bool) -> None:
    """In the sentence of the next page, which then goes: never a second time, and to nobody who has
    a key. Staff choose their second step on its own page."""
    preuves = {trace["method"] for trace in get_authentication_records(request, compte)}
    if not (premiere_fois or "password_reset" in preuves) or compte.est_du_personnel:
        return
    if not Authenticator.objects.filter(user=compte, type=Authenticator.Type.WEBAUTHN).exists():
        messages.info(request, format_html(PROPOSITION, reverse("mfa_add_webauthn")))
