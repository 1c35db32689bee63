"""The forms of schools: a school, a class of it, what a text means."""

import re
from typing import Any

from django import forms

from famille.models import Classe, Ecole
from famille.socle.ecran import Formulaire

LETTRES_UAI = "ABCDEFGHJKLMNPRSTUVWXYZ"


class EcoleForm(Formulaire):
    nom = forms.CharField(
        label="Nom",
        max_length=120,
        help_text="Comme les familles la nomment. Deux écoles d’un même nom se distinguent par leur"
        " commune.",
    )
    uai = forms.CharField(
        label="UAI",
        max_length=8,
        required=False,
        help_text="Sept chiffres et une lettre, dans l’annuaire de l’éducation ou sur les listes de"
        " l’école.",
    )
    code_postal = forms.CharField(label="Code postal", max_length=5, required=False)
    commune = forms.CharField(label="Commune", max_length=100, required=False)
    fermee = forms.BooleanField(label="Cette école est fermée", required=False)

    def clean_uai(self) -> str:
        uai = self.cleaned_data["uai"].strip().upper()
        if uai and not est_un_uai(uai):
            raise forms.ValidationError(
                "Cet UAI n’est pas juste : vérifiez ses sept chiffres et sa lettre."
            )
        return uai


def est_un_uai(uai: str) -> bool:
    """Seven digits, then the letter that controls them.

    >>> est_un_uai("0700585F"), est_un_uai("0700585A")
    (True, False)
    """
    if not re.fullmatch(r"\d{7}[A-Z]", uai):
        return False
    return LETTRES_UAI[int(uai[:7]) % 23] == uai[7]


class ClasseForm(Formulaire):
    nom = forms.CharField(
        label="Ajouter une classe", max_length=80, help_text="Par exemple : CE1-CE2 de Mme Roy."
    )


class ReunionForm(Formulaire):
    autre = forms.ModelChoiceField(
        label="Une autre ligne qui est cette même école",
        queryset=Ecole.objects.all(),
        empty_label="Choisissez",
    )


class RapprocherForm(Formulaire):
    """What a text that was said is. `une_classe`: of its school, whose classes are the choices."""

    texte = forms.CharField(max_length=120, widget=forms.HiddenInput)
    ecole = forms.ModelChoiceField(
        label="École", queryset=Ecole.objects.filter(fermee=False), empty_label="Choisissez l’école"
    )


class RapprocherClasseForm(Formulaire):
    texte = forms.CharField(max_length=80, widget=forms.HiddenInput)
    classe = forms.ModelChoiceField(
        label="Classe", queryset=Classe.objects.none(), empty_label="Choisissez la classe"
    )

    def __init__(self, *args: Any, annee: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["classe"]
        champ.queryset = Classe.objects.filter(annee=annee)  # type: ignore[attr-defined]
