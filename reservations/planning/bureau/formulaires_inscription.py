"""The forms of registrations."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from famille.models import Enfant
from famille.socle.ecran import Formulaire
from famille.socle.saisie.champ_jour import JourDAgentField
from reservations.models import Activite, Inscription


class InscriptionForm(Formulaire):
    """`enfants`: those that the search found."""

    fields: dict[str, Any]  # each of its own class

    enfant = forms.ModelChoiceField(
        label="Quel enfant ?",
        queryset=Enfant.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    activite = forms.ModelChoiceField(
        label="Activité",
        queryset=Activite.objects.actives().select_related("structure"),
        empty_label="Choisissez",
    )
    debut = JourDAgentField(label="Du", initial=timezone.localdate)
    fin = JourDAgentField(label="Au", required=False, help_text="Vide : sans fin.")

    def __init__(self, *args: Any, enfants: Sequence[Enfant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enfant"].queryset = Enfant.objects.filter(
            pk__in=[enfant.pk for enfant in enfants]
        )
        if len(enfants) == 1:
            self.fields["enfant"].initial = enfants[0].pk


class FinForm(Formulaire):
    """When it ends. Days gone by are not cancelled: an earlier end is today at the soonest."""

    fin = JourDAgentField(label="Dernier jour", required=False, help_text="Vide : sans fin.")
    motif = forms.CharField(
        label="Motif",
        required=False,
        max_length=300,
        help_text="Si des réservations sont annulées, la famille lit cette phrase.",
    )

    def __init__(self, *args: Any, inscription: Inscription, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inscription = inscription

    def clean_fin(self) -> date | None:
        fin, avant = self.cleaned_data["fin"], self.inscription.fin
        plus_tot = fin and (avant is None or fin < avant)
        if plus_tot and fin < timezone.localdate():
            raise forms.ValidationError(
                "Cette date est passée : choisissez aujourd’hui ou plus tard."
            )
        return fin
