"""The form of an account's first password."""

from typing import Any

from django import forms

from famille.comptes.connexion.formulaires import MotDePasseMixin
from famille.models import Utilisateur


class ActivationForm(MotDePasseMixin, forms.Form):
    def __init__(self, *args: Any, utilisateur: Utilisateur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.presenter(utilisateur)
        self.fields["password1"].label = "Votre mot de passe"
