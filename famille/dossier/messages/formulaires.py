"""What a family writes to the service, and what goes with it."""

from typing import Any

from django import forms

from famille.dossier.documents.fichiers import FORMATS, FichierRefuse
from famille.journal.une_fois import CleField
from famille.models import Enfant, Foyer
from famille.socle.ecran import Formulaire
from famille.socle.erreurs import Refus

from .actions import LONGUEUR_MAX, TROP_LONG
from .actions_agents import PIECES_MAX

ACCEPTES = ".pdf,.jpg,.jpeg,.png,.heic,.heif,application/pdf,image/jpeg,image/png,image/heic"
VIDE = "Écrivez votre message, ou joignez un document."


class PlusieursFichiers(forms.FileInput):
    allow_multiple_selected = True


class FichiersField(forms.FileField):
    """Several files of one field: a list, empty for none. What each must be is said when it is
    kept."""

    widget = PlusieursFichiers

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.widget.attrs["accept"] = ACCEPTES

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        fichiers = data if isinstance(data, list | tuple) else [data]
        return [super(FichiersField, self).clean(un, initial) for un in fichiers if un]


class AvecPiece(Formulaire):
    """A form that says beside its field `piece` why a file is not taken."""

    piece = "fichier"

    def refuser(self, refus: Refus) -> None:
        if isinstance(refus, FichierRefuse):
            self.add_error(self.piece, str(refus))
        else:
            super().refuser(refus)


class MessageForm(AvecPiece):
    piece = "fichiers"

    cle = CleField()
    texte = forms.CharField(
        label="Votre réponse",
        max_length=LONGUEUR_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": TROP_LONG},
        help_text="Une photo suffit, sans un mot.",
    )
    fichiers = FichiersField(
        label="Joindre une photo ou un document",
        help_text=f"{FORMATS}, 10 Mo au plus chacun, {PIECES_MAX} au plus.",
    )
    sante = forms.BooleanField(
        label="Ces documents parlent de la santé de mon enfant",
        required=False,
        help_text=(
            "Seuls les agents autorisés à lire les informations de santé pourront alors les ouvrir."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["texte"].error_messages["required"] = VIDE

    def clean(self) -> dict[str, Any] | None:
        """A document may say it all."""
        donnees = super().clean() or {}
        if (
            "texte" not in donnees
            and donnees.get("fichiers")
            and self.has_error("texte", "required")
        ):
            del self.errors["texte"]
            donnees["texte"] = ""
        return donnees

    def valeurs(self) -> dict[str, Any]:
        """The keyword arguments of portes.ecrire_avec_pieces."""
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if nom != "cle"}


class EcrireForm(AvecPiece):
    """`sujets`: what one may write about; without any, the family says it."""

    fields: dict[str, Any]  # each of its own class

    cle = CleField()
    foyer = forms.ChoiceField(label="Pour quel dossier ?", widget=forms.RadioSelect)
    sujet = forms.ChoiceField(label="Sujet", widget=forms.RadioSelect)
    enfant = forms.ChoiceField(label="Pour quel enfant ?", widget=forms.RadioSelect, required=False)
    texte = forms.CharField(
        label="Votre message",
        max_length=LONGUEUR_MAX,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Dites-nous l’essentiel : nous vous répondons ici, et un e-mail vous prévient.",
        error_messages={"max_length": TROP_LONG},
    )
    fichier = forms.FileField(
        label="Document à joindre",
        required=False,
        help_text=(
            f"Une photo nette ou un document : {FORMATS}, 10 Mo au plus. Vous pourrez en ajouter"
            " ensuite."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPTES}),
    )

    def __init__(self, *args: Any, foyers: list[Foyer], sujets: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.foyers = {str(foyer.pk): foyer for foyer in foyers}
        self.enfants = {str(enfant.pk): enfant for enfant in Enfant.objects.du(foyers)}
        if len(foyers) == 1:
            del self.fields["foyer"]
        else:
            self.fields["foyer"].choices = [
                (cle, f"{f} · dossier {f.numero}") for cle, f in self.foyers.items()
            ]
        if sujets:
            self.fields["sujet"].choices = [(sujet, sujet) for sujet in sujets]
        else:
            self.fields["sujet"] = forms.CharField(label="Sujet", max_length=120)
        self.fields["sujet"].error_messages["required"] = (
            "Dites le sujet : votre message arrivera à la bonne personne."
        )
        self.fields["texte"].error_messages["required"] = "Écrivez votre message."
        self.fields["enfant"].choices = [
            ("", "Aucun en particulier"),
            *(
                (cle, str(enfant) if len(foyers) > 1 else enfant.prenom)
                for cle, enfant in self.enfants.items()
            ),
        ]
        if not self.enfants:
            del self.fields["enfant"]

    def clean_texte(self) -> str:
        texte = self.cleaned_data["texte"].strip()
        if not any(caractere.isalnum() for caractere in texte):
            raise forms.ValidationError("Écrivez votre message en quelques mots.")
        return texte

    def clean(self) -> dict[str, Any] | None:
        """A child of another household than the one written for is not of this message (D11)."""
        donnees = super().clean() or {}
        foyer, enfant = self._foyer(donnees), self.enfants.get(donnees.get("enfant", ""))
        if foyer and enfant and not Enfant.objects.du([foyer]).filter(pk=enfant.pk).exists():
            self.add_error(
                "enfant",
                "Cet enfant n’est pas dans le dossier choisi : choisissez l’autre dossier.",
            )
        return donnees

    def _foyer(self, donnees: dict[str, Any]) -> Foyer | None:
        if "foyer" not in self.fields:
            return next(iter(self.foyers.values()))
        return self.foyers.get(donnees.get("foyer", ""))

    def valeurs(self) -> dict[str, Any]:
        """The keyword arguments of portes.ecrire_au_service."""
        donnees = self.cleaned_data
        return {
            "foyer": self._foyer(donnees),
            "sujet": donnees["sujet"],
            "texte": donnees["texte"],
            "enfant": self.enfants.get(donnees.get("enfant", "")),
            "fichier": donnees["fichier"],
        }
