"""The telephone a person types."""

from typing import Any

import phonenumbers
from django import forms
from phonenumber_field.phonenumber import PhoneNumber

# ARCEP keeps 06 39 98 xx xx for fiction (decision 2018-0881): the demo town's families have such
# numbers, which the library rightly says nobody has. They must not stop a form from being sent
# again.
_DE_FICTION = "63998"


class TelephoneField(forms.CharField):
    """A French number as people write it, or one with its country code. PhoneNumber, or "" when
    left empty.

    Somebody else's, unless its form says so (`autocomplete`): a browser must not write its owner's
    there."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> str | None:
        return value.as_national if isinstance(value, PhoneNumber) else value

    def clean(self, value: Any) -> PhoneNumber | str:
        saisie = super().clean(value).strip()
        if not saisie:
            return ""
        try:
            numero = PhoneNumber.from_string(saisie, region="FR")
        except phonenumbers.NumberParseException:
            numero = None
        if numero is None or not (numero.is_valid() or _est_de_fiction(numero)):
            raise forms.ValidationError(
                "Ce numéro de téléphone n’existe pas\u00a0: vérifiez-le. Il a 10 chiffres, par"
                " exemple 06 39 98 00 01."
            )
        return numero


def _est_de_fiction(numero: PhoneNumber) -> bool:
    return (
        numero.country_code == 33
        and str(numero.national_number).startswith(_DE_FICTION)
        and phonenumbers.is_possible_number(numero)
    )
