"""The forms of passkeys (WebAuthn): the browser fills `credential`, the person the name."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.webauthn import forms as cles
from django import forms

from .etape import SEULE

LONGUEUR_DU_NOM = 60  # characters
REPONSE_MAX = 20_000  # characters of JSON; an answer with its attestation takes some 3,000
CLE_REFUSEE = (
    "Cette clé n’a pas été reconnue. Recommencez ; si elle est encore refusée, utilisez un code de"
    " votre application ou un code de secours."
)


def _nom(*, exige: bool = False) -> forms.CharField:
    return forms.CharField(
        label="Nom de la clé",
        required=exige,
        max_length=LONGUEUR_DU_NOM,
        help_text="Pour la reconnaître plus tard. Exemple : ordinateur du bureau",
    )


class _ReponseField(forms.JSONField):
    """What the browser sends: some hundred bytes. Lists in lists without end are refused as any
    other nonsense."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > REPONSE_MAX:
            raise forms.ValidationError(CLE_REFUSEE, code="cle_refusee")
        try:
            return super().to_python(value)
        except (RecursionError, ValueError):  # ValueError: a number of thousands of digits
            raise forms.ValidationError(CLE_REFUSEE, code="cle_refusee") from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Never shown again: what was signed serves once, and nonsense is not read twice."""
        return None


class _ReponseDuNavigateurMixin(forms.Form):
    """What a browser sends is read by a library that raises many things on nonsense: a refusal, in
    one sentence."""

    credential = _ReponseField()

    def lire(self, methode: Callable[[], Any]) -> Any:
        try:
            return methode()
        except forms.ValidationError as refus:
            if refus.code != "incorrect_code":  # allauth's word for a key too
                raise
            raise forms.ValidationError(CLE_REFUSEE, code="cle_refusee") from None
        except (TypeError, ValueError, KeyError, AttributeError):
            raise forms.ValidationError(CLE_REFUSEE, code="cle_refusee") from None


class AjouterCleForm(_ReponseDuNavigateurMixin, cles.AddWebAuthnForm):
    name = _nom()
    passwordless = forms.BooleanField(
        label="Me connecter avec elle seule, sans mot de passe",
        help_text=(
            "L’appareil demande alors votre doigt, votre visage ou son code. Décochez pour une clé"
            " USB qui n’a pas de code."
        ),
        required=False,
        initial=True,
    )

    def clean(self) -> dict[str, Any]:
        return self.lire(super().clean)


class NommerCleForm(cles.EditWebAuthnForm):
    name = _nom(exige=True)


class CleForm(_ReponseDuNavigateurMixin, cles.AuthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        return self.lire(super().clean_credential)


class EntrerParCleForm(CleForm, cles.LoginWebAuthnForm):
    """Who signs in by a key alone: it says whose it is. One that was kept for the second step opens
    nothing by itself."""

    rester = forms.BooleanField(required=False)

    def clean_credential(self) -> Any:
        cle = super().clean_credential()
        if not cle.data.get(SEULE):
            raise forms.ValidationError(CLE_REFUSEE, code="cle_refusee")
        return cle


class CleDeNouveauForm(CleForm, cles.ReauthenticateWebAuthnForm):
    pass
