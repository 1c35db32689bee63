"""What one is told beside the mail, thing by thing and way by way."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from phonenumber_field.phonenumber import PhoneNumber

from famille.models import ChoixAlerte, Utilisateur
from famille.models.alerte import CanalEnPlus
from famille.regles.alertes import SUJETS, SujetAlerte


@dataclass(frozen=True)
class LigneDAlertes:
    sujet: SujetAlerte
    cases: list[BoundField]


class AlertesForm(forms.Form):
    """A box for each thing and each of these ways (codes); nothing ticked that was not asked.
    `numero`: the mobile of this account, in E.164."""

    def __init__(
        self,
        *args: Any,
        compte: Utilisateur,
        canaux: Collection[str],
        numero: str,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        choisis = set(ChoixAlerte.objects.de(compte).values_list("sujet", "canal"))
        for sujet in SUJETS.values():
            for canal in CanalEnPlus:
                if canal in canaux and canal in sujet.canaux:
                    self.fields[f"{sujet.code}-{canal}"] = forms.BooleanField(
                        label=_libelle(canal, numero),
                        required=False,
                        initial=(sujet.code, canal) in choisis,
                    )

    def lignes(self) -> list[LigneDAlertes]:
        return [
            LigneDAlertes(sujet, [self[nom] for nom in self.fields if nom.startswith(f"{code}-")])
            for code, sujet in SUJETS.items()
        ]

    def voulus(self) -> set[tuple[str, str]]:
        """(thing, way), once valid."""
        return {
            (nom.partition("-")[0], nom.partition("-")[2])
            for nom, oui in self.cleaned_data.items()
            if oui
        }


def _libelle(canal: CanalEnPlus, numero: str) -> str:
    if canal != CanalEnPlus.PAR_SMS:
        return canal.label
    return f"{canal.label}, au {PhoneNumber.from_string(numero).as_national}"
