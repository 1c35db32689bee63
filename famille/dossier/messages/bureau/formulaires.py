"""The inbox's forms: what is sought in the list, what is answered, who deals with it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from famille.dossier.documents.fichiers import FORMATS
from famille.dossier.listes.declaration import Filtres
from famille.dossier.messages.actions import LONGUEUR_MAX
from famille.dossier.messages.formulaires import ACCEPTES, TROP_LONG, AvecPiece
from famille.models import Utilisateur


def repondants() -> QuerySet[Utilisateur]:
    """QuerySet of the active accounts that may answer, by name."""
    return Utilisateur.objects.qui_peuvent("famille.repondre_fil")


class FiltreFilsForm(Filtres):
    """The list's questions, in its address. An unknown value filters nothing."""

    fields: dict[str, Any]  # each of its own class

    q = forms.CharField(
        label="Nom, numéro, sujet, adresse e-mail ou téléphone",
        help_text="Nom, numéro, sujet, e-mail, téléphone",
        required=False,
        max_length=100,
    )
    delai = forms.ChoiceField(
        label="Délai", required=False, choices=[("", "Tous"), ("retard", "En retard")]
    )
    agent = forms.ChoiceField(label="Agent", required=False)

    def __init__(self, *args: Any, agents: Sequence[Utilisateur] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agent"].choices = [
            ("", "Tous les agents"),
            ("moi", "Les miennes"),
            ("personne", "Sans agent"),
            *((str(agent.pk), str(agent)) for agent in agents),
        ]


class ConfierForm(forms.Form):
    fields: dict[str, Any]  # each of its own class

    agent = forms.ModelChoiceField(
        label="Confier à", queryset=Utilisateur.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["agent"]
        champ.queryset = repondants()
        if not self.is_bound:  # what is sent is sought in the queryset, and no list is drawn
            champ.widget.choices = [(agent.pk, str(agent)) for agent in repondants()]


class ReponseForm(AvecPiece):
    """`vu`: the last message on the agent's screen; `clore`: which of the two buttons was
    pressed."""

    vu = forms.IntegerField(required=False, widget=forms.HiddenInput)
    texte = forms.CharField(
        label="Votre réponse",
        max_length=LONGUEUR_MAX,
        help_text=(
            "La famille lira ce texte, signé de votre nom. L’e-mail qui la prévient ne le contient"
            " pas."
        ),
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"max_length": TROP_LONG},
    )
    fichier = forms.FileField(
        label="Joindre un document (facultatif)",
        required=False,
        help_text=f"{FORMATS}, 10 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ACCEPTES}),
    )
    clore = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["texte"].error_messages["required"] = "Écrivez votre réponse, puis envoyez-la."


class NouveauForm(ReponseForm):
    """The service writes first."""

    sujet = forms.CharField(label="Sujet", max_length=120)
    field_order = ["sujet", "texte", "fichier"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["vu"], self.fields["clore"]
        self.fields["texte"].label = "Votre message"
        self.fields["texte"].error_messages["required"] = "Écrivez votre message."
