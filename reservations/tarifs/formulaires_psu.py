"""What a family tells to know the price of an hour of crèche: nothing of it is kept."""

from decimal import Decimal
from typing import Any

from django import forms

from reservations.models import BaremePSU

from .baremes_psu import COLLECTIF

ENFANTS_MAX = 15
_ENFANTS = "Donnez le nombre d’enfants à charge, de 1 à 15, avec celui qui vient à la crèche."
_RESSOURCES = "Donnez vos ressources d’un mois en euros, par exemple 2 500."
_AEEH = "Ce nombre ne peut pas dépasser celui des enfants à charge."


class EstimationForm(forms.Form):
    ressources = forms.CharField(
        label="Ressources du foyer, par mois",
        max_length=14,
        help_text=(
            "En euros : celles que la CAF ou la MSA vous connaît. Sinon, les revenus du foyer"
            " déclarés il y a deux ans, avant abattements, divisés par 12."
        ),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": _RESSOURCES},
    )
    enfants = forms.IntegerField(
        label="Enfants à charge",
        min_value=1,
        max_value=ENFANTS_MAX,
        initial=1,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _ENFANTS),
    )
    aeeh = forms.IntegerField(
        label="Dont enfants qui ouvrent droit à l’AEEH",
        min_value=0,
        max_value=ENFANTS_MAX,
        initial=0,
        required=False,
        help_text="Allocation d’éducation de l’enfant handicapé.",
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _AEEH),
    )
    accueil = forms.ChoiceField(
        label="Accueil",
        choices=BaremePSU.Accueil.choices,
        initial=COLLECTIF,
        widget=forms.RadioSelect,
    )
    heures = forms.IntegerField(
        label="Heures par mois",
        min_value=1,
        max_value=400,
        required=False,
        help_text="Pour connaître aussi le prix d’un mois.",
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "Donnez un nombre d’heures, de 1 à 400."
        ),
    )

    def clean_ressources(self) -> Decimal:
        texte = self.cleaned_data["ressources"].replace("€", "").replace(",", ".")
        texte = "".join(texte.split())
        if not texte.replace(".", "", 1).isdecimal() or not texte.isascii():
            raise forms.ValidationError(_RESSOURCES)
        montant = Decimal(texte).quantize(Decimal("0.01"))
        if montant >= 1_000_000:
            raise forms.ValidationError(_RESSOURCES)
        return montant

    def clean_aeeh(self) -> int:
        return self.cleaned_data["aeeh"] or 0

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        if donnees.get("aeeh", 0) > donnees.get("enfants", ENFANTS_MAX):
            self.add_error("aeeh", _AEEH)
        return donnees
