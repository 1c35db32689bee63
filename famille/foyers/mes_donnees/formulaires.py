"""The telephones by which one may be reached."""

from typing import Any

from django import forms

from famille.socle.saisie.telephones import TelephoneField
from famille.socle.ville import service


class TelephonesForm(forms.Form):
    telephone_portable = TelephoneField(
        label="Téléphone portable",
        required=False,
        help_text="Exemple : 06 39 98 00 01. Il sert à vous joindre en cas d’urgence.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    telephone_fixe = TelephoneField(
        label="Autre téléphone",
        required=False,
        help_text="Domicile ou travail.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "home tel"}),
    )

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        if not self.errors and not any(donnees.values()):
            raise forms.ValidationError(
                f"Gardez au moins un numéro : {service().le} doit pouvoir vous joindre."
            )
        return donnees
