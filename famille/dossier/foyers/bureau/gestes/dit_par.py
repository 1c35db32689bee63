"""Who of the family said it, and how: kept in the journal beside what the agent wrote."""

from typing import Any

from django import forms
from django.db.models import TextChoices

from famille.models import Foyer, Utilisateur
from famille.socle.dire import de
from famille.socle.ecran import Formulaire


class Voie(TextChoices):
    GUICHET = "guichet", "au guichet"
    TELEPHONE = "telephone", "par téléphone"
    COURRIER = "courrier", "par courrier"


class FormDitPar(Formulaire):
    """`dit_par`, `voie`: asked last, after what was said."""

    fields: dict[str, Any]  # each of its own class

    def __init__(self, *args: Any, foyer: Foyer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.foyer = foyer
        lus = foyer.responsables.actuels().select_related("utilisateur")
        self.adultes = {str(un.pk): un for un in lus}
        self.fields["dit_par"] = forms.ChoiceField(
            label="Qui vous l’a dit",
            choices=[(cle, str(adulte)) for cle, adulte in self.adultes.items()],
            widget=forms.RadioSelect,
            initial=next(iter(self.adultes), None) if len(self.adultes) == 1 else None,
            error_messages={"required": "Choisissez qui vous l’a dit."},
        )
        self.fields["voie"] = forms.ChoiceField(
            label="Comment",
            choices=Voie.choices,
            widget=forms.RadioSelect,
            initial=Voie.GUICHET,
            error_messages={"required": "Dites comment la famille vous l’a dit."},
        )

    @property
    def origine(self) -> str:
        """ "réponse de Camille Martin, au guichet"."""
        adulte = self.adultes[self.cleaned_data["dit_par"]]
        return f"réponse {de(str(adulte))}, {Voie(self.cleaned_data['voie']).label}"

    @property
    def auteur(self) -> Utilisateur | None:
        """The account of who said it; None where this adult has none."""
        return self.adultes[self.cleaned_data["dit_par"]].utilisateur

    def dites(self) -> dict[str, Any]:
        """What was said, without who said it."""
        ailleurs = ("dit_par", "voie")
        return {nom: dit for nom, dit in self.cleaned_data.items() if nom not in ailleurs}
