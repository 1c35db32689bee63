"""J’écris au Pôle Familles (G13, G19): a conversation that the sending opens."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from demarches.declaration.demarche import Demarche
from demarches.declaration.etapes import Etape, PieceField
from demarches.declaration.verifications import antivirus
from demarches.instruction.conversation import ouvrir
from demarches.models import Demande, ReglageDemarche
from famille.models import Enfant, Utilisateur
from famille.socle.ville.phrases import dit

ACCESSIBILITE = "Accessibilité du portail"  # always offered, whatever the town's list
JOURS_ACCESSIBILITE = 7  # D18: answered within 7 days, whatever the delay that the town announces
SUJETS = ("Mon dossier", "Mes réservations", "Une facture ou un paiement", "La crèche")
AUTRE = "Autre sujet"
LONGUEUR_MAX = 5000


class MessageForm(Etape):
    titre = "Votre message"
    titre_page = "votre message"
    gabarit = "demarches/catalogue/contact/a_propos.html"

    sujet = forms.ChoiceField(
        label="Sujet",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez le sujet de votre message : il arrivera à la bonne personne."
        },
    )
    enfant = forms.ChoiceField(label="Pour quel enfant ?", widget=forms.RadioSelect, required=False)
    message = forms.CharField(
        label="Message",
        max_length=LONGUEUR_MAX,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Dites-nous l’essentiel : nous vous répondons ici, et un e-mail vous prévient.",
        error_messages={
            "required": "Écrivez votre message.",
            "max_length": f"Votre message dépasse {LONGUEUR_MAX} caractères : raccourcissez-le.",
        },
    )
    fichier = PieceField(label="Document à joindre", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sujet"].choices = [(sujet, sujet) for sujet in self.sujets()]
        enfants = Enfant.objects.du([self.demande.foyer])
        self.fields["enfant"].choices = [
            ("", "Aucun en particulier"),
            *((str(e.pk), e.prenom) for e in enfants),
        ]
        if len(self.fields["enfant"].choices) == 1:
            del self.fields["enfant"]

    def sujets(self) -> list[str]:
        """The town's, accessibility and "Autre"; once sent, also what was chosen then."""
        sujets = sujets_proposes(self.demande.reglage)
        if self.demande.visee:
            sujets = [sujet_de(self.demande.visee), *sujets]
        if not self.a_remplir:
            sujets += self.demande.saisie.get(self.prefix, {}).get("sujet", [])
        return list(dict.fromkeys(sujets))

    def clean_message(self) -> str:
        message = self.cleaned_data["message"].strip()
        if not any(caractere.isalnum() for caractere in message):
            raise ValidationError("Écrivez votre message en quelques mots.")
        return message


class Contact(Demarche):
    titre = dit("J’écris {au_service}")
    titre_court = "Contact"
    resume = "Une question, un souci, une remarque : la réponse vous attend ici."
    icone = "message"
    duree = "Environ 2 minutes"
    etapes = {"message": MessageForm}
    decision = False
    une_page = "famille:ecrire"
    verbe_validation = "Répondre et clore"
    declaration = dit("J’ai relu mon message : je l’envoie {au_service}.")

    def initial(self, demande: Demande, etape: str) -> dict[str, Any]:
        """Begun from the page of a demande: its subject, and its child."""
        visee = demande.visee
        return {"sujet": sujet_de(visee), "enfant": str(visee.enfant_id or "")} if visee else {}

    def delai(self, demande: Demande, reglage: ReglageDemarche) -> int | None:
        """Accessibility has its own delay (D18); a town that promises less keeps its promise."""
        sujet = demande.saisie.get("message", {}).get("sujet", [""])[0]
        if sujet != ACCESSIBILITE:
            return reglage.delai_jours
        return min(reglage.delai_jours or JOURS_ACCESSIBILITE, JOURS_ACCESSIBILITE)

    def recevoir(self, demande: Demande, *, par: Utilisateur) -> None:
        donnees = demande.donnees["message"]
        ouvrir(
            demande,
            sujet=donnees["sujet"],
            texte=donnees["message"],
            par=par,
            enfant=enfant_de(demande, donnees),
        )

    def verifications(self, demande: Demande) -> list[Any]:
        return [antivirus(piece.document) for piece in demande.pieces_jointes]


def sujets_proposes(reglage: ReglageDemarche | None) -> list[str]:
    """The town's subjects, or ours; accessibility and "Autre" always. `reglage` may be None."""
    return [*((reglage and reglage.choix_proposes) or SUJETS), ACCESSIBILITE, AUTRE]


def sujet_de(visee: Demande) -> str:
    """str: "Demande D-2026-00231, changement d’adresse"."""
    return f"Demande {visee.numero}, {visee.titre_court[:1].lower()}{visee.titre_court[1:]}"


def enfant_de(demande: Demande, donnees: dict[str, Any]) -> Enfant | None:
    """The child that the message is about, of this household (D11)."""
    cle = donnees.get("enfant")
    return Enfant.objects.du([demande.foyer]).filter(pk=cle).first() if cle else None
