"""What is typed of a granted reduction."""

from typing import Any

from django import forms

from famille.models import Foyer
from famille.socle.ecran import Formulaire
from famille.socle.saisie.champ_jour import JourDAgentField
from reservations.bureau.formulaires import ACTIVITES
from reservations.models import ReductionAccordee, Structure
from reservations.regles.reductions.genres import tous

_MONTANT = "Écrivez un nombre, par exemple 10 ou 2,50."


class ReductionForm(Formulaire):
    fields: dict[str, Any]  # each of its own class

    foyer = forms.CharField(
        label="Numéro du dossier",
        max_length=20,
        required=False,
        help_text="Vide : pour toutes les familles de la structure ou de l’activité choisie.",
    )
    structure = forms.ModelChoiceField(
        label="Structure",
        queryset=Structure.objects.all(),
        required=False,
        empty_label="Toutes",
    )
    activite = forms.ModelChoiceField(
        label="Activité", queryset=ACTIVITES, required=False, empty_label="Toutes"
    )
    genre = forms.ChoiceField(label="Pour qui")
    seuil = forms.IntegerField(label="À partir de", required=False, min_value=0)
    valeur = forms.DecimalField(
        label="Combien de moins",
        max_digits=7,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": _MONTANT, "max_decimal_places": _MONTANT},
    )
    mesure = forms.ChoiceField(
        label="En", choices=ReductionAccordee.Mesure, widget=forms.RadioSelect
    )
    motif = forms.CharField(
        label="Motif",
        max_length=120,
        help_text="La famille le lit près du prix et sur sa facture. Par exemple : travaux.",
    )
    debut = JourDAgentField(label="À partir du")
    fin = JourDAgentField(
        label="Jusqu’au", required=False, help_text="Ce jour compris. Vide : sans fin."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["genre"].choices = [(code, un.libelle) for code, un in tous().items()]
        dits = [f"{un.libelle} : {un.seuil}." for un in tous().values() if un.seuil]
        self.fields["seuil"].help_text = " ".join([*dits, "Vide pour les autres."])

    def clean_foyer(self) -> Foyer | None:
        numero = self.cleaned_data["foyer"].strip()
        trouve = Foyer.objects.ouverts().filter(numero=numero).first() if numero else None
        if numero and trouve is None:
            raise forms.ValidationError("Aucun dossier n’a ce numéro : vérifiez-le.")
        return trouve

    def clean_seuil(self) -> int:
        return self.cleaned_data["seuil"] or 0


class FinDeReductionForm(Formulaire):
    fin = JourDAgentField(label="Dernier jour")
