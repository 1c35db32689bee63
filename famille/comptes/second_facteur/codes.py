"""The forms of codes: those of an application (TOTP), and those of the recovery list."""

from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.cache import cache

from famille.models import Utilisateur

from .facteurs import AdaptateurMFA

# seconds during which a TOTP code is accepted (a period before and after), and so may not come back
ESPACE_DE_CODE = 90


def _code(aide: str) -> forms.CharField:
    return forms.CharField(
        label="Code",
        help_text=aide,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
    )


def _sert(compte: Utilisateur, code: str) -> bool:
    """Whether this right code of the application serves for the first time; from now on it has."""
    chiffres = "".join(filter(str.isdigit, code))  # allauth takes "123-456" too
    return cache.add(f"famille.totp:{compte.pk}:{chiffres}", 1, ESPACE_DE_CODE)


class CodeMixin(mfa.BaseAuthenticateForm):
    """A code of the application or of the recovery list, spaces left out. A TOTP code serves once
    (RFC 6238, 5.2)."""

    code = _code("Les 6 chiffres affichés par votre application, ou l’un de vos codes de secours.")

    def clean_code(self) -> str:
        self.cleaned_data["code"] = "".join(self.cleaned_data["code"].split())
        try:
            code = super().clean_code()
        except forms.ValidationError as refus:
            if refus.code == "too_many_login_attempts":  # a new password would not help
                raise AdaptateurMFA().validation_error("trop_de_codes") from None
            raise
        if self.authenticator.type == Authenticator.Type.TOTP and not _sert(self.user, code):
            raise AdaptateurMFA().validation_error("incorrect_code")
        return code


class CodeForm(CodeMixin, mfa.AuthenticateForm):
    pass


class CodeDeNouveauForm(CodeMixin, mfa.ReauthenticateForm):
    pass


class ActiverTOTPForm(ActivateTOTPForm):
    code = _code("Les 6 chiffres que l’application affiche maintenant.")

    def clean_code(self) -> str:
        self.cleaned_data["code"] = "".join(self.cleaned_data["code"].split())
        code = super().clean_code()
        _sert(self.user, code)  # it proves the factor in this session, and opens no other
        return code
