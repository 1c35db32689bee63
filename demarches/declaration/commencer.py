"""What the presentation page asks before a draft is begun."""

from typing import TYPE_CHECKING, Any

from django import forms

from famille.models import Enfant, Foyer
from famille.socle.ville import service

if TYPE_CHECKING:
    from demarches.declaration.demarche import Demarche


class CommencerForm(forms.Form):
    """For which household, and which child: asked only when there is a choice."""

    fields: dict[str, Any]  # each of its own class
    seul: Enfant | None = None  # the only child that it may concern

    foyer = forms.ChoiceField(
        label="Pour quel foyer ?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le foyer que cette démarche concerne."},
    )
    enfant = forms.ChoiceField(
        label="Pour quel enfant ?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez l’enfant que cette démarche concerne."},
    )

    def __init__(
        self, *args: Any, demarche: "Demarche | None", foyers: list[Foyer], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.foyers = {str(foyer.pk): foyer for foyer in foyers}
        self.enfants = {}
        if len(foyers) > 1:
            self.fields["foyer"].choices = [
                (cle, f"{foyer} ({foyer.numero})") for cle, foyer in self.foyers.items()
            ]
        else:
            del self.fields["foyer"]
        if demarche and demarche.par_enfant:
            self.enfants = {str(enfant.pk): enfant for enfant in Enfant.objects.du(foyers)}
            self.fields["enfant"].choices = [
                (cle, str(enfant)) for cle, enfant in self.enfants.items()
            ]
        if len(self.enfants) == 1 and len(foyers) == 1:
            self.seul = next(iter(self.enfants.values()))
        if self.seul or not (demarche and demarche.par_enfant):
            del self.fields["enfant"]

    @property
    def sans_enfant(self) -> bool:
        """Whether the démarche is about a child, and there is none to choose."""
        return bool(self.foyers) and "enfant" in self.fields and not self.enfants

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        if not self.foyers:
            raise forms.ValidationError(
                f"Votre compte n’est rattaché à aucun dossier : contactez {service().le}."
            )
        self._exiger_un_enfant_du_foyer(donnees)
        return donnees

    def _exiger_un_enfant_du_foyer(self, donnees: dict[str, Any]) -> None:
        """An adult of two households: each has its own children, and a demande stays in one
        (D11)."""
        foyer, enfant = (
            self.foyers.get(donnees.get("foyer", "")),
            self.enfants.get(donnees.get("enfant", "")),
        )
        if foyer and enfant and not Enfant.objects.du([foyer]).filter(pk=enfant.pk).exists():
            self.add_error(
                "enfant", f"{enfant.prenom} n’est pas dans ce dossier : choisissez l’autre foyer."
            )

    def choix(self) -> dict[str, Any]:
        """dict(foyer, enfant) of a valid form."""
        foyer = self.foyers.get(self.cleaned_data.get("foyer", "")) or next(
            iter(self.foyers.values())
        )
        enfant = self.seul or self.enfants.get(self.cleaned_data.get("enfant", ""))
        return {"foyer": foyer, "enfant": enfant}
