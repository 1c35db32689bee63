"""The form that brings a file of counts."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from famille.socle.ecran import Formulaire
from reservations.lecture.filtres import Mois

_MOIS_PROPOSES = 13
_DEBUT_DE_MOIS = 15  # until then, what is imported is the month before


class ImportForm(Formulaire):
    fields: dict[str, Any]  # each of its own class

    mois = forms.ChoiceField(
        label="Mois", help_text="Toutes les dates du fichier sont dans ce mois."
    )
    fichier = forms.FileField(
        label="Fichier",
        help_text="En .xlsx ou en .csv, 10 Mo et 50 000 lignes au plus.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={
            "empty": "Ce fichier est vide : remplissez le modèle, puis déposez-le de nouveau."
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        jour = timezone.localdate()
        courant = Mois.du(jour)
        proposes = [courant.decale(-rang) for rang in range(_MOIS_PROPOSES)]
        self.fields["mois"].choices = [(mois.code, str(mois).capitalize()) for mois in proposes]
        self.fields["mois"].initial = proposes[1 if jour.day <= _DEBUT_DE_MOIS else 0].code
        self.fields["fichier"].error_messages["required"] = (
            "Choisissez un fichier, puis recommencez."
        )

    def clean_mois(self) -> date:
        return date.fromisoformat(f"{self.cleaned_data['mois']}-01")
