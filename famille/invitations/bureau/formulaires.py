"""The form of a wave: whom, how many a day, letters or not."""

from typing import Any

from django import forms

from famille.invitations.actions import PAR_JOUR_MAX
from famille.invitations.groupes import Groupe, choix

CHOISIS = (Groupe.COMMUNE, Groupe.ECOLE, Groupe.CLASSE, Groupe.STRUCTURE)
MANQUE = {
    Groupe.COMMUNE: "Choisissez la commune.",
    Groupe.ECOLE: "Choisissez l’école.",
    Groupe.CLASSE: "Choisissez la classe.",
    Groupe.STRUCTURE: "Choisissez la structure.",
}


class VagueForm(forms.Form):
    fields: dict[str, Any]  # each of its own class

    groupe = forms.ChoiceField(
        label="Qui inviter", choices=Groupe.choices, widget=forms.RadioSelect, initial=Groupe.TOUS
    )
    commune = forms.ChoiceField(label="Commune", required=False)
    ecole = forms.ChoiceField(label="École", required=False)
    classe = forms.ChoiceField(label="Classe", required=False)
    structure = forms.ChoiceField(label="Structure", required=False)
    par_jour = forms.IntegerField(
        label="E-mails par jour, au plus",
        min_value=1,
        max_value=PAR_JOUR_MAX,
        initial=200,
        help_text="Pour que votre service puisse répondre aux questions qui suivent.",
    )
    avec_lettres = forms.BooleanField(
        label="Préparer une lettre pour qui n’a pas d’adresse e-mail",
        required=False,
        initial=True,
        help_text="Un PDF à imprimer, avec un code personnel. L’adresse tombe dans la fenêtre d’une"
        " enveloppe C5/6.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for groupe in CHOISIS:
            self.fields[groupe.value].choices = [("", "Choisissez"), *choix(groupe)]

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        groupe = donnees.get("groupe", "")
        if groupe in MANQUE and not donnees.get(groupe) and groupe not in self.errors:
            self.add_error(groupe, MANQUE[Groupe(groupe)])
        donnees["cle"] = donnees.get(groupe, "") if groupe in MANQUE else ""
        return donnees

    @property
    def choisi(self) -> tuple[str, str]:
        """(group, key)."""
        return self.cleaned_data["groupe"], self.cleaned_data["cle"]
