"""The forms of what the bank gives back."""

from typing import Any

from django import forms

from famille.regie.banque.messages import TAILLE_MAX, TROP_GROS
from famille.socle.ecran import Formulaire


class FichierBancaireForm(Formulaire):
    fichier = forms.FileField(
        label="Fichier de la banque",
        help_text="Un message pain.002, camt.053 ou camt.054, en .xml. 10 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".xml,application/xml,text/xml"}),
        error_messages={
            "required": "Choisissez le fichier de la banque, puis recommencez.",
            "empty": "Ce fichier est vide : téléchargez-le de nouveau chez la banque.",
        },
    )

    def clean_fichier(self) -> Any:
        fichier = self.cleaned_data["fichier"]
        if fichier.size > TAILLE_MAX:
            raise forms.ValidationError(TROP_GROS)
        return fichier


class AttribuerForm(Formulaire):
    numeros = forms.CharField(
        label="Factures payées",
        max_length=300,
        help_text="Leurs numéros, par exemple F-2026-000189. La plus ancienne est payée d’abord.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Écrivez le numéro de la facture, par exemple F-2026-000189."},
    )
