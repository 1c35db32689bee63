"""The form of a webhook."""

from typing import Any

from django import forms

from famille.models import Webhook
from famille.socle.ecran import Formulaire
from famille.webhooks.faits import faits


class WebhookForm(Formulaire):
    nom = forms.CharField(
        label="Logiciel",
        max_length=80,
        help_text=Webhook._meta.get_field("nom").help_text,
    )
    adresse = forms.URLField(
        label="Adresse",
        max_length=500,
        assume_scheme="https",
        help_text=Webhook._meta.get_field("adresse").help_text,
        error_messages={
            "invalid": "Écrivez une adresse, par exemple https://logiciel.exemple.fr/reception.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["faits"] = forms.MultipleChoiceField(
            label="Ce qui lui est annoncé",
            help_text=(
                "Le message ne contient que des numéros : le logiciel lit le reste par l’API, avec"
                " sa clé."
            ),
            choices=[(code, fait.titre) for code, fait in faits().items()],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Choisissez au moins une chose à annoncer."},
        )
