"""The form of a campaign."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from demarches.catalogue.reinscription.campagne import rentree
from demarches.models import CampagneReinscription
from famille.regles.scolarite import dire_annee
from famille.socle.ecran import QuiRefuse
from famille.socle.saisie.champ_jour import JourDAgentField
from reservations.models import Activite

if TYPE_CHECKING:
    from datetime import date

RAPPEL_MAX = 90
AUTOUR = 1  # years before and after this one that a campaign may be for
NOMS = (
    *("annee", "debut", "fin", "fiche_demandee", "assurance_demandee", "vaccins_demandes"),
    *("autorisations_demandees", "reglement_demande", "rappel_jours", "second_rappel_jours"),
)


class CampagneForm(QuiRefuse, forms.ModelForm):
    fields: dict[str, Any]

    annee = forms.TypedChoiceField(label="Pour quelle année scolaire ?", coerce=int)
    debut = JourDAgentField(label="Les familles répondent à partir du")
    fin = JourDAgentField(label="Jusqu’au")
    activites = forms.ModelMultipleChoiceField(
        label="Activités concernées",
        queryset=Activite.objects.filter(active=True).select_related("structure"),
        widget=forms.CheckboxSelectMultiple,
        help_text="Les enfants qui y sont inscrits cette année sont interrogés.",
        error_messages={"required": "Choisissez au moins une activité."},
    )

    rappel_jours = forms.IntegerField(
        label="Premier rappel, en jours avant la fin",
        min_value=0,
        max_value=RAPPEL_MAX,
        initial=14,
        help_text="0 : pas de rappel.",
    )
    second_rappel_jours = forms.IntegerField(
        label="Second rappel, en jours avant la fin",
        min_value=0,
        max_value=RAPPEL_MAX,
        initial=3,
        help_text="0 : pas de rappel.",
    )

    class Meta:
        model = CampagneReinscription
        fields = [*NOMS[:3], "activites", *NOMS[3:]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cette_annee = timezone.localdate().year
        annees = {cette_annee + ecart for ecart in range(-AUTOUR, AUTOUR + 1)}
        if self.instance.annee:
            annees.add(self.instance.annee)
        self.fields["annee"].choices = [(un, dire_annee(un)) for un in sorted(annees)]
        if not self.instance.pk:
            self.fields["annee"].initial = cette_annee + (timezone.localdate().month > 9)
            self.fields["activites"].initial = self.fields["activites"].queryset

    def clean(self) -> dict[str, Any]:
        """The school year has not ended when families answer for it."""
        donnees = super().clean() or {}
        annee, fin = donnees.get("annee"), donnees.get("fin")
        if annee and fin and not self.errors:
            derniere: date = rentree(CampagneReinscription(annee=annee))[1]
            if fin > derniere:
                raise ValidationError(
                    {"fin": f"L’année {dire_annee(annee)} sera finie : choisissez une date avant."}
                )
        return donnees

    def _post_clean(self) -> None:
        """What does not go together is refused by the action, in its own words."""

    @property
    def choisi(self) -> dict[str, Any]:
        """What `ouvrir_campagne` takes."""
        return {nom: self.cleaned_data[nom] for nom in (*NOMS, "activites")}
