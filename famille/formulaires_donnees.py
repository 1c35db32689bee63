"""The forms of an account's own data: first password, telephones."""

from django import forms

from .formulaires_comptes import MotsDePasseMixin
from .models import Responsable


class ActivationForm(MotsDePasseMixin, forms.Form):
    def __init__(self, *args, utilisateur, **kwargs):
        super().__init__(*args, **kwargs)
        self.presenter(utilisateur)
        self.fields["password1"].label = "Votre mot de passe"


class TelephonesForm(forms.ModelForm):
    class Meta:
        model = Responsable
        fields = ["telephone_portable", "telephone_fixe"]
        help_texts = {
            "telephone_portable": "Exemple : 06 39 98 00 01. Il sert à vous joindre en cas d’urgence.",
            "telephone_fixe": "Domicile ou travail. Facultatif.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for nom, jeton in (("telephone_portable", "tel"), ("telephone_fixe", "tel-national")):
            self.fields[nom].widget = forms.TextInput(attrs={"type": "tel", "autocomplete": jeton})

    def clean(self):
        donnees = super().clean()
        if not self.errors and not donnees.get("telephone_portable") and not donnees.get("telephone_fixe"):
            raise forms.ValidationError("Gardez au moins un numéro : le Pôle Familles doit pouvoir vous joindre.")
        return donnees
