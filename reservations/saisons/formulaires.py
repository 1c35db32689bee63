"""What is carried over to the next season."""

from typing import Any

from django import forms

from famille.socle.ecran import Formulaire
from reservations.models import Activite, Structure

from .plan import Demande

QUOI = [
    ("creneaux", "Les créneaux, sur le calendrier scolaire de la nouvelle saison"),
    ("ouvertures", "Les ouvertures des réservations, un an après"),
    ("tarifs", "Les tarifs, aux mêmes prix tant que vous ne les changez pas"),
    ("reglements", "Les règlements intérieurs, que les familles accepteront de nouveau"),
]


class SaisonForm(Formulaire):
    structures = forms.ModelMultipleChoiceField(
        label="Structures",
        queryset=Structure.objects.all(),
        widget=forms.CheckboxSelectMultiple,
    )
    quoi = forms.MultipleChoiceField(
        label="À reprendre", choices=QUOI, widget=forms.CheckboxSelectMultiple
    )
    deliberation = forms.CharField(
        label="Délibération des nouveaux tarifs",
        max_length=120,
        required=False,
        help_text="Vide : celle des tarifs d’aujourd’hui.",
    )

    def demande(self, annee: int) -> Demande:
        """Of a valid form: the activities of these structures that are open to families, and those
        that are counted."""
        lu: dict[str, Any] = self.cleaned_data
        activites = Activite.objects.filter(structure__in=lu["structures"], active=True)
        return Demande(
            annee,
            tuple(activites.order_by("pk").values_list("pk", flat=True)),
            **{nom: nom in lu["quoi"] for nom, _dit in QUOI},
            deliberation=lu["deliberation"].strip(),
        )
