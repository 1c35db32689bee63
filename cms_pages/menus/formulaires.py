"""What an editor types: a week, which week, a year of purchases."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from cms_pages.models import BilanEgalim
from famille.socle.ecran import Formulaire, QuiRefuse
from famille.socle.saisie.champ_jour import JourDAgentField
from reservations.models import Structure

from .collage import SemaineLue, lire_la_semaine
from .egalim import MONTANTS
from .lecture import restaurants

TOUS = "Tous les restaurants"


class QuelleSemaineForm(Formulaire):
    """Which week to write. `lundi`: any day of it."""

    fields: dict[str, Any]  # each of its own class

    lundi = JourDAgentField(label="Semaine du", help_text="N’importe quel jour de la semaine.")
    restaurant = forms.ModelChoiceField(
        label="Restaurant", queryset=Structure.objects.none(), required=False, empty_label=TOUS
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["restaurant"].queryset = restaurants()


class SemaineForm(Formulaire):
    """`vu`: when the week that is shown had been written."""

    table = forms.CharField(
        label="La semaine, copiée d’un tableur",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12, "wrap": "off"}),
        strip=False,
        help_text=(
            "Une colonne par jour (« Lundi », « Mardi »…) et une ligne par plat, ou l’inverse."
            " Entre parenthèses après un plat : ses allergènes et ses labels, par leur nom, ou par"
            " leur numéro de 1 à 14. Par exemple « Colin pané (gluten, poisson, pêche durable) »."
        ),
    )
    vu = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lundi: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lundi = lundi
        self.lue: SemaineLue | None = None

    def clean_table(self) -> str:
        texte = self.cleaned_data["table"]
        self.lue = lire_la_semaine(texte, self.lundi)
        if self.lue.fautes:
            raise forms.ValidationError(
                "Des cases ne se lisent pas : la liste est plus bas. Corrigez-les, puis"
                " recommencez."
            )
        return texte

    def clean_vu(self) -> datetime | None:
        try:
            return parse_datetime(self.cleaned_data["vu"])
        except ValueError:
            return None


class BilanForm(QuiRefuse, forms.ModelForm):
    siret = forms.CharField(label="SIRET de la cantine", max_length=20)

    class Meta:
        model = BilanEgalim
        fields = ["annee", "siret", *MONTANTS, "publie"]
        error_messages = {
            "annee": {"unique": "Cette année est déjà écrite : ouvrez-la depuis la liste."}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom in MONTANTS:
            self.fields[nom].localize = True
            self.fields[nom].widget = forms.TextInput(attrs={"inputmode": "decimal"})
            self.fields[nom].help_text = "En euros, hors taxes."
        self.fields["publie"].help_text = (
            "Les taux de l’année sont affichés sous les menus : la loi demande d’en informer les"
            " convives chaque année."
        )
        if self.instance.pk:
            self.fields["annee"].disabled = True

    def clean_annee(self) -> int:
        annee = self.cleaned_data["annee"]
        if not 2015 <= annee <= timezone.localdate().year:
            raise forms.ValidationError("Écrivez une année passée ou celle en cours.")
        return annee

    def clean_siret(self) -> str:
        siret = "".join(self.cleaned_data["siret"].split())
        if not (siret.isdigit() and len(siret) == 14):
            raise forms.ValidationError("Un SIRET a 14 chiffres.")
        return siret
