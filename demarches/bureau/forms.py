"""The desk's forms: what is sought in the list, and what goes with a decision."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from demarches import catalogue
from demarches.declaration.a_l_agent import a_l_agent
from demarches.instruction.acces import INSTRUIRE
from demarches.models import Demande
from famille.dossier.listes.declaration import Filtres
from famille.models import Utilisateur
from famille.socle.ecran import QuiRefuse
from famille.socle.saisie.champ_jour import JourDAgentField

JOURS_POUR_COMPLETER = 15  # proposed when the démarche's settings say nothing


def instructeurs() -> QuerySet[Utilisateur]:
    """QuerySet of the active accounts that may decide, by name."""
    return Utilisateur.objects.qui_peuvent(INSTRUIRE)


class FiltreForm(Filtres):
    """The list's questions, in its address. An unknown value filters nothing."""

    fields: dict[str, Any]  # each of its own class

    AGES = [
        ("", "Toutes les dates"),
        ("7", "Plus de 7 jours"),
        ("14", "Plus de 14 jours"),
        ("30", "Plus de 30 jours"),
    ]
    ECHEANCES = [
        ("", "Toutes les échéances"),
        ("retard", "En retard"),
        ("semaine", "D’ici 7 jours"),
        ("plus-tard", "Plus tard"),
        ("sur-liste", "Sur liste, sans place"),
    ]
    AGENTS = [("", "Tous les agents"), ("moi", "Les miennes"), ("personne", "Sans agent")]

    q = forms.CharField(
        label="Numéro, nom, enfant, adresse e-mail ou téléphone",
        help_text="Numéro, nom, enfant, e-mail, téléphone",
        required=False,
    )
    demarche = forms.ChoiceField(label="Démarche", required=False)
    echeance = forms.ChoiceField(label="Échéance", required=False, choices=ECHEANCES)
    age = forms.ChoiceField(label="Déposée depuis", required=False, choices=AGES)
    agent = forms.ChoiceField(label="Agent", required=False)

    def __init__(self, *args: Any, agents: Sequence[Utilisateur] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["demarche"].choices = [("", "Toutes les démarches"), *catalogue.noms()]
        self.fields["agent"].choices = [
            *self.AGENTS,
            *[(str(agent.pk), str(agent)) for agent in agents],
        ]


class ConfierForm(forms.Form):
    fields: dict[str, Any]  # each of its own class

    agent = forms.ModelChoiceField(
        label="Confier à", queryset=Utilisateur.objects.none(), empty_label=None
    )

    def __init__(
        self, *args: Any, agents: Sequence[Utilisateur] | None = None, **kwargs: Any
    ) -> None:
        """`agents`: those of `instructeurs`, where they are already read."""
        super().__init__(*args, **kwargs)
        self.fields["agent"].queryset = instructeurs()
        # read once, where its widget would ask twice
        lus = instructeurs() if agents is None else agents
        self.fields["agent"].choices = [(agent.pk, str(agent)) for agent in lus]


class NoteForm(forms.Form):
    texte = forms.CharField(
        label="Note interne",
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "Visible des agents seulement"}),
        error_messages={"required": "Cette note est vide : écrivez-la, puis enregistrez-la."},
    )


class DecisionForm(QuiRefuse, forms.Form):
    """`vu`: the last Passage on the agent's screen; a demande that moved is not decided."""

    fields: dict[str, Any]  # each of its own class

    vu = forms.IntegerField(required=False, widget=forms.HiddenInput)


class RejetForm(DecisionForm):
    motif = forms.CharField(
        label="Raison du rejet",
        help_text=(
            "La famille lira ce texte. Dites les faits et la règle qui empêchent d’accepter"
            " (articles L211-2 et L211-5 du code des relations entre le public et"
            " l’administration)."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": "Un rejet doit être motivé : écrivez la raison, la famille la lira."
        },
    )


class ReponseForm(DecisionForm):
    """`vu`: here the last message on the agent's screen. `clore`: the button pressed."""

    texte = forms.CharField(
        label="Votre réponse",
        help_text=(
            "La famille lira ce texte, signé de votre nom. L’e-mail qui la prévient ne le contient"
            " pas."
        ),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": "Écrivez votre réponse, puis envoyez-la."},
    )
    clore = forms.BooleanField(required=False, widget=forms.HiddenInput)


class ComplementForm(DecisionForm):
    etapes = forms.MultipleChoiceField(
        label="Pages à rendre à la famille",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choisissez au moins une page de la démarche à rendre à la famille."
        },
    )
    message = forms.CharField(
        label="Ce qui manque",
        help_text="La famille lira ce texte. Citez chaque pièce ou information attendue.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": "Dites à la famille ce qui manque : c’est ce message qu’elle lira."
        },
    )
    limite = JourDAgentField(
        label="À fournir avant le", error_messages={"required": "Choisissez une date limite."}
    )

    def __init__(
        self, *args: Any, pages: dict[str, Any], jours: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["etapes"].choices = [
            (code, a_l_agent(form.titre)) for code, form in pages.items()
        ]
        demain = timezone.localdate() + timedelta(days=1)
        self.fields["limite"].initial = timezone.localdate() + timedelta(
            days=jours or JOURS_POUR_COMPLETER
        )
        self.fields["limite"].widget.attrs["min"] = demain.isoformat()

    def clean_limite(self) -> date:
        limite = self.cleaned_data["limite"]
        if limite <= timezone.localdate():
            raise forms.ValidationError(
                "Laissez un délai à la famille : choisissez une date après aujourd’hui."
            )
        return limite


def formulaire_de(
    decision: str,
    demande: Demande,
    donnees: QueryDict | None = None,
    *,
    initial: dict[str, Any] | None = None,
    pages: dict[str, Any] | None = None,
) -> DecisionForm:
    """What an agent says with this decision (rejeter, repondre, completer). `pages`: those that may
    be given back, {code: page}; by default, all those of the demande."""
    if decision == "rejeter":
        return RejetForm(donnees, initial=initial)
    if decision == "repondre":
        return ReponseForm(donnees, initial=initial)
    pages = demande.sa_demarche.pages_a_rendre(demande) if pages is None else pages
    jours = demande.reglage and demande.reglage.delai_complement_jours
    return ComplementForm(donnees, initial=initial, pages=pages, jours=jours)
