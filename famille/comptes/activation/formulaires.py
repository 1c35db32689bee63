"""The form of an account's first password."""

from django import forms

from famille.comptes.connexion.formulaires import MotsDePasseMixin


class ActivationForm(MotsDePasseMixin, forms.Form):
    def __init__(self, *args, utilisateur, **kwargs):
        super().__init__(*args, **kwargs)
        self.presenter(utilisateur)
        self.fields["password1"].label = "Votre mot de passe"
