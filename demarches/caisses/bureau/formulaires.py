"""What is asked before a batch."""

from typing import Any

from django import forms

ACCORDS, TOUS = "accords", "tous"


class LotForm(forms.Form):
    fields: dict[str, Any]

    qui = forms.ChoiceField(
        label="De quels foyers ?",
        choices=[
            (ACCORDS, "Ceux qui ont donné leur accord sur leur page"),
            (
                TOUS,
                "Tous ceux qui ont un enfant au dossier, sauf accord retiré (CRPA, L. 114-8)",
            ),
        ],
        help_text="« Tous » demande que la collectivité en ait informé les familles.",
        widget=forms.RadioSelect,
        initial=ACCORDS,
        error_messages={"required": "Choisissez de quels foyers."},
    )

    @property
    def accord_seul(self) -> bool:
        return self.cleaned_data["qui"] == ACCORDS
