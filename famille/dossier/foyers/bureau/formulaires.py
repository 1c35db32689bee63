"""The agents' forms of a household's file. A form reads and checks; the write is one action."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from famille.comptes.actions import verifier_adresse
from famille.dossier.foyers.ecoles.lecture import classes_connues, ecoles_connues
from famille.dossier.foyers.saisie_adresse import ChampsDAdresse
from famille.models import Foyer, QuotientFamilial, Rattachement, Responsable
from famille.socle.ecran import Formulaire, agir
from famille.socle.saisie.champ_jour import JourDAgentField
from famille.socle.saisie.noms import NomField
from famille.socle.saisie.suggestions import TexteSuggere
from famille.socle.saisie.telephones import TelephoneField
from famille.socle.ville import service


class FoyerForm(Formulaire):
    nom = NomField(
        label="Nom du foyer", max_length=120, help_text="Tel que la famille se présente."
    )
    situation = forms.ChoiceField(
        label="Situation familiale",
        required=False,
        choices=[("", "Non renseignée"), *Foyer.Situation.choices],
    )
    regime = forms.ChoiceField(
        label="Régime des prestations familiales",
        required=False,
        choices=[("", "Inconnu"), *Foyer.Regime.choices],
        help_text=(
            "Pour répartir les heures déclarées entre la CAF et la MSA. Aucun tarif n’en dépend."
        ),
    )


class AdresseForm(ChampsDAdresse, Formulaire):
    """A family's address, typed by an agent: his browser does not offer his own."""

    depuis = JourDAgentField(label="À partir du", initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom in ChampsDAdresse.base_fields:
            self.fields[nom].widget.attrs["autocomplete"] = "off"


class AdulteForm(Formulaire):
    field_order = ["prenom", "nom", "lien", "courriel", "meme_compte"]

    prenom = NomField(label="Prénom", max_length=100)
    nom = NomField(label="Nom", max_length=100)
    lien = forms.ChoiceField(
        label="Lien avec les enfants",
        choices=Responsable.Lien.choices,
        initial=Responsable.Lien.PARENT,
    )
    telephone_portable = TelephoneField(label="Téléphone portable", required=False)
    telephone_fixe = TelephoneField(label="Autre téléphone", required=False)


class ResponsableForm(AdulteForm):
    courriel = forms.EmailField(
        label="Adresse e-mail",
        required=False,
        help_text=(
            "Un lien pour activer son compte y est envoyé. Sans adresse, l’adulte n’a pas de"
            " compte."
        ),
    )
    meme_compte = forms.BooleanField(
        label="Utiliser le compte qui existe déjà",
        required=False,
        help_text="Pour un parent qui a déjà un compte dans un autre foyer.",
    )

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        if donnees.get("courriel"):
            with agir(self):
                donnees["courriel"] = verifier_adresse(
                    donnees["courriel"], meme_compte=donnees["meme_compte"]
                )
        return donnees


class ModifierResponsableForm(AdulteForm):
    courriel = forms.EmailField(
        label="Adresse e-mail",
        required=False,
        help_text="C’est aussi son identifiant : prévenez la personne si vous la changez.",
    )
    fin = JourDAgentField(
        label="Dernier jour dans le foyer",
        required=False,
        help_text=(
            "À remplir si cette personne quitte le foyer : son compte ne l’ouvrira plus ensuite."
        ),
    )


class EnfantForm(Formulaire):
    prenom = NomField(label="Prénom", max_length=100)
    nom = NomField(label="Nom", max_length=100)
    naissance = JourDAgentField(label="Date de naissance")
    ecole = forms.CharField(
        label="École",
        max_length=120,
        required=False,
        widget=TexteSuggere(ecoles_connues),
        help_text="Une école inconnue reste comme vous l’écrivez, à rapprocher ensuite.",
    )
    classe = forms.CharField(
        label="Classe",
        max_length=80,
        required=False,
        widget=TexteSuggere(classes_connues),
        help_text="Par exemple : CE1.",
    )

    def clean_naissance(self) -> date:
        naissance = self.cleaned_data["naissance"]
        if naissance > timezone.localdate():
            raise forms.ValidationError("Cette date est à venir : vérifiez l’année de naissance.")
        return naissance


class NouvelEnfantForm(EnfantForm):
    garde = forms.ChoiceField(
        label="Résidence dans ce foyer",
        choices=Rattachement.Garde.choices,
        initial=Rattachement.Garde.PRINCIPALE,
    )


class RattachementForm(Formulaire):
    garde = forms.ChoiceField(label="Résidence dans ce foyer", choices=Rattachement.Garde.choices)
    fin = JourDAgentField(
        label="Dernier jour dans le foyer",
        required=False,
        help_text=(
            "À remplir si l’enfant quitte ce foyer : ses parents d’ici ne verront plus sa fiche"
            " ensuite."
        ),
    )


class RattacherForm(Formulaire):
    garde = forms.ChoiceField(
        label="Résidence dans ce foyer", choices=Rattachement.Garde.choices, initial="alternee"
    )
    debut = JourDAgentField(label="À partir du", initial=timezone.localdate)


class QuotientForm(Formulaire):
    valeur = forms.DecimalField(
        label="Quotient familial", min_value=0, max_digits=8, decimal_places=2, localize=True
    )
    debut = JourDAgentField(label="À partir du", initial=timezone.localdate)
    fin = JourDAgentField(
        label="Jusqu’au", required=False, help_text="Vide : jusqu’au prochain quotient."
    )
    source = forms.ChoiceField(label="Origine", choices=QuotientFamilial.Source.choices)


class CorrectionDeQuotientForm(QuotientForm):
    motif = forms.CharField(
        label="Pourquoi",
        max_length=120,
        help_text="Gardé dans l’historique du dossier, que la famille lit. Par exemple : faute de"
        " frappe, 842 et non 482.",
    )


class LignesFormSet(forms.BaseFormSet):
    """Empty lines are passed over. Not bound: one line an `initial`, else one."""

    def initial_form_count(self) -> int:
        return 0

    def total_form_count(self) -> int:
        return super().total_form_count() if self.is_bound else len(self.initial or [{}])


class AdultesFormSet(LignesFormSet):
    """At least one adult, and no address twice."""

    def clean(self) -> None:
        adultes = remplis(self)
        if not adultes and not any(self.errors):
            raise forms.ValidationError(
                f"Ajoutez au moins un adulte : c’est avec lui que {service().le} échange."
            )
        adresses = [adulte["courriel"] for adulte in adultes if adulte.get("courriel")]
        if len(adresses) != len(set(adresses)):
            raise forms.ValidationError(
                "Deux adultes ont la même adresse e-mail : chacun a besoin de la sienne."
            )


def remplis(formset: AdultesFormSet) -> list[dict[str, Any]]:
    """What was typed in the forms that are not left empty."""
    return [
        form.cleaned_data
        for form in formset
        if form.has_changed() and hasattr(form, "cleaned_data")
    ]


Adultes = forms.formset_factory(ResponsableForm, formset=AdultesFormSet, max_num=6, absolute_max=6)
Enfants = forms.formset_factory(
    NouvelEnfantForm, formset=LignesFormSet, max_num=12, absolute_max=12
)
