"""What agents type of payers, rights and statements."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from famille.models import Document, DroitPayeur, Enfant, Foyer, PartPayeur, Service, TiersPayeur
from famille.socle.dire import en_chiffres
from famille.socle.ecran import Formulaire
from famille.socle.saisie.champ_jour import JourDAgentField
from reservations.lecture.filtres import Mois

_MONTANT = "Écrivez un nombre, par exemple 8 ou 8,50."
MOIS_PROPOSES = 13


def _decimal(label: str, **champs: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        max_digits=9,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": _MONTANT, "max_decimal_places": _MONTANT},
        **champs,
    )


class PayeurForm(Formulaire):
    nom = forms.CharField(label="Nom", max_length=120)
    genre = forms.ChoiceField(label="Qui", choices=TiersPayeur.Genre)
    service = forms.CharField(label="Service", max_length=120, required=False)
    voie = forms.CharField(label="Numéro et rue", max_length=120)
    code_postal = forms.CharField(label="Code postal", max_length=10)
    commune = forms.CharField(label="Commune", max_length=100)
    ordre = forms.IntegerField(
        label="Son tour",
        min_value=1,
        max_value=999,
        help_text="Le plus petit paie le premier ; l’autre parent paie toujours en dernier.",
    )
    siret = forms.CharField(
        label="SIRET",
        max_length=20,
        required=False,
        help_text="D’un payeur public : ses relevés portent alors ce que Chorus Pro demande.",
    )
    code_service = forms.CharField(label="Code service", max_length=100, required=False)
    engagement = forms.CharField(label="Numéro d’engagement", max_length=50, required=False)

    def remplir(self, payeur: TiersPayeur) -> TiersPayeur:
        for nom, valeur in self.cleaned_data.items():
            setattr(payeur, nom, valeur)
        return payeur


def courriers_de(foyer: Foyer) -> QuerySet[Document]:
    """The household's filed papers that may be a payer's letter: of no other kind."""
    classes = Document.objects.filter(foyer=foyer, classe_le__isnull=False)
    return classes.filter(genre=Document.Genre.AUTRE).order_by("-classe_le")


class _CourrierField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.nom}, classé le {en_chiffres(timezone.localdate(obj.classe_le))}"


class PreuveForm(Formulaire):
    fields: dict[str, Any]  # each of its own class

    preuve: forms.ModelChoiceField = _CourrierField(
        label="Courrier du payeur",
        queryset=Document.objects.none(),
        required=False,
        empty_label="Aucun",
        help_text="Parmi les documents classés de la famille, de genre « Autre document ».",
    )

    def __init__(self, *args: Any, foyer: Foyer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preuve"].queryset = courriers_de(foyer)


class DroitForm(PreuveForm):
    fields: dict[str, Any]  # each of its own class

    payeur: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Payeur", queryset=TiersPayeur.objects.all(), empty_label="Choisissez"
    )
    quoi = forms.CharField(
        label="Aide",
        max_length=80,
        help_text="La famille le lit sur sa facture. Par exemple : bon vacances 2026.",
    )
    reference = forms.CharField(
        label="Numéro chez le payeur",
        max_length=40,
        required=False,
        help_text="Du bon, du dossier.",
    )
    enfant: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Pour",
        queryset=Enfant.objects.none(),
        required=False,
        empty_label="Tous les enfants du foyer",
    )
    debut = JourDAgentField(label="À partir du")
    fin = JourDAgentField(
        label="Jusqu’au", required=False, help_text="Ce jour compris. Vide : sans fin."
    )
    pourcent = _decimal(
        "Part payée, en %",
        min_value=Decimal("0.01"),
        max_value=100,
        help_text="De ce qui reste à payer quand vient le tour de ce payeur.",
    )
    par_jour = _decimal(
        "Au plus par enfant et par jour, en euros", required=False, help_text="Vide : sans limite."
    )
    plafond = _decimal("Au plus en tout, en euros", required=False, help_text="Vide : sans limite.")
    jours = forms.IntegerField(
        label="Nombre de jours au plus",
        required=False,
        min_value=1,
        max_value=999,
        help_text="Un jour de chaque enfant compte pour un. Vide : sans limite.",
    )
    services = forms.MultipleChoiceField(
        label="Pour quels services",
        choices=Service,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucun coché : tous.",
    )
    absences = forms.BooleanField(label="Paie aussi les absences facturées", required=False)
    retards = forms.BooleanField(label="Paie aussi les retards", required=False)

    field_order = ("payeur", "quoi", "reference", "preuve", "enfant")

    def __init__(self, *args: Any, foyer: Foyer, **kwargs: Any) -> None:
        super().__init__(*args, foyer=foyer, **kwargs)
        self.foyer = foyer
        self.fields["enfant"].queryset = Enfant.objects.du([foyer]).order_by("naissance", "pk")
        self.fields["enfant"].label_from_instance = lambda enfant: enfant.prenom

    def droit(self) -> DroitPayeur:
        """Not kept yet."""
        return DroitPayeur(foyer=self.foyer, **self.cleaned_data)


class FinDeDroitForm(Formulaire):
    fin = JourDAgentField(label="Dernier jour")


class MoisDuReleveForm(Formulaire):
    fields: dict[str, Any]  # each of its own class

    mois = forms.ChoiceField(label="Mois")

    def __init__(self, *args: Any, du: Mois | None = None, **kwargs: Any) -> None:
        """`du`: the month that is offered first; the one before, where it is not said."""
        super().__init__(*args, **kwargs)
        ce_mois = Mois.du(timezone.localdate())
        proposes = [ce_mois.decale(-ecart) for ecart in range(MOIS_PROPOSES)]
        self.fields["mois"].choices = [(un.code, str(un).capitalize()) for un in proposes]
        self.fields["mois"].initial = (du if du in proposes else proposes[1]).code

    def lu(self) -> Mois:
        return Mois(*map(int, self.cleaned_data["mois"].split("-")))


class ReceptionForm(Formulaire):
    montant = _decimal("Montant reçu, en euros")
    le = JourDAgentField(label="Reçu le", initial=timezone.localdate)
    deja = forms.DecimalField(  # what the page said was received already
        required=False, max_digits=10, decimal_places=2, widget=forms.HiddenInput
    )


class RecuReprisForm(Formulaire):
    motif = forms.CharField(
        label="Pourquoi cette somme est reprise",
        max_length=200,
        help_text="Par exemple : chèque sans provision, ou somme d’un autre relevé.",
    )


class RefusDePartForm(Formulaire):
    motif = forms.CharField(
        label="Raison que donne le payeur",
        max_length=200,
        help_text="La famille la lit sur l’avoir si elle paie cette part.",
    )
    pour = forms.ChoiceField(
        label="Qui paie cette part", choices=PartPayeur.Pour, widget=forms.RadioSelect
    )
