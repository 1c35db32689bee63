"""The forms of titres for the Treasury."""

from collections.abc import Sequence
from typing import Any

from django import forms

from famille.regie.tresorerie.candidats import TitrePrevu
from famille.regie.tresorerie.messages import TAILLE_MAX, TROP_GROS
from famille.socle.ecran import Formulaire


class DebiteursForm(Formulaire):
    """Who is the debtor of each household, and his civility, which a titre must say; left empty,
    the household waits."""

    fields: dict[str, Any]  # each of its own class

    def __init__(self, *args: Any, titres: Sequence[TitrePrevu], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.titres = titres
        for un in titres:
            self.fields.setdefault(
                f"debiteur_{un.foyer.pk}",
                forms.ChoiceField(
                    label=f"Débiteur de {un.foyer}, dossier {un.foyer.numero}",
                    choices=[("", "Choisir"), *un.par_adulte],
                    initial=un.choisi,
                    required=False,
                    error_messages={
                        "invalid_choice": "Cet adulte n’est plus du foyer : choisissez de nouveau."
                    },
                ),
            )

    def lignes(self) -> list[tuple[TitrePrevu, forms.BoundField | None]]:
        """(titre, its field): a household of several titres is asked once."""
        vus: set[int] = set()
        lignes: list[tuple[TitrePrevu, forms.BoundField | None]] = []
        for un in self.titres:
            champ = None if un.foyer.pk in vus else self[f"debiteur_{un.foyer.pk}"]
            vus.add(un.foyer.pk)
            lignes.append((un, champ))
        return lignes

    def debiteurs(self) -> dict[int, str]:
        return {
            un.foyer.pk: choisi
            for un in self.titres
            if (choisi := self.cleaned_data.get(f"debiteur_{un.foyer.pk}"))
        }


class FichierDeReponseForm(Formulaire):
    fichier = forms.FileField(
        label="Fichier de la trésorerie",
        help_text="Un PES ACQUIT, ou un PES Retour de recette, en .xml. 10 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".xml,application/xml,text/xml"}),
        error_messages={
            "required": "Choisissez le fichier de la trésorerie, puis recommencez.",
            "empty": "Ce fichier est vide : téléchargez-le de nouveau là où vous l’avez pris.",
        },
    )

    def clean_fichier(self) -> Any:
        fichier = self.cleaned_data["fichier"]
        if fichier.size > TAILLE_MAX:
            raise forms.ValidationError(TROP_GROS)
        return fichier


class MandatDAnnulationForm(Formulaire):
    reference = forms.CharField(
        label="Numéro du mandat",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
