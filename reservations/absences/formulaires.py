""" "Hugo est malade": one or several children, from a day to a day, in one gesture."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from famille.models import Enfant
from famille.socle.dire import en_jour

from .annonce import PlageDAbsence

JOURS = 31  # days that can be chosen in a list, today being the first
_PROCHES = {0: "Aujourd’hui, ", 1: "Demain, "}


class MaladieForm(forms.Form):
    """Days are chosen in a list: nothing to type."""

    fields: dict[str, Any]  # each of its own class

    use_required_attribute = False

    enfant = forms.TypedMultipleChoiceField(
        label="Qui ne vient pas ?",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez au moins un enfant.",
            "invalid_choice": "Choisissez dans la liste.",
        },
    )
    du = forms.TypedChoiceField(label="À partir de", coerce=date.fromisoformat)
    au = forms.TypedChoiceField(label="Jusqu’à", coerce=date.fromisoformat)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        enfants: Sequence[Enfant],
        aujourdhui: date,
    ) -> None:
        super().__init__(data)
        self.fields["enfant"].choices = [(un.pk, un.prenom) for un in enfants]
        jours = [aujourdhui + timedelta(days=n) for n in range(JOURS)]
        choix = [
            (jour.isoformat(), (_PROCHES.get(n, "") + en_jour(jour)).capitalize())
            for n, jour in enumerate(jours)
        ]
        self.fields["du"].choices = self.fields["au"].choices = choix
        self.initial = {"enfant": [un.pk for un in enfants] if len(enfants) == 1 else []}

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        du, au = donnees.get("du"), donnees.get("au")
        if du and au and au < du:
            self.add_error("au", f"Choisissez un jour à partir du {en_jour(du)}.")
        return donnees

    def plage(self) -> PlageDAbsence:
        donnees = self.cleaned_data
        return PlageDAbsence(frozenset(donnees["enfant"]), donnees["du"], donnees["au"])
