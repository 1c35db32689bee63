"""The account to collect: whose it is, its IBAN, its RIB."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from demarches.declaration.champ_secret import ChampSecret
from demarches.declaration.etapes import Etape, PieceField, piece_attendue
from demarches.models import ReglageDemarche
from famille.models import LIRE_IBAN, Document
from famille.socle.erreurs import Refus
from famille.socle.saisie.iban import POINTS, compacter, en_groupes, lire_iban, masquer
from famille.socle.ville import service
from famille.socle.ville.phrases import dit

from .souhait import CHANGER, souhait_de

Piece = ReglageDemarche.Piece


class ChampIBAN(ChampSecret):
    """An IBAN of the SEPA zone, as it is typed. Its clean value is compact, in the clear."""

    droit = LIRE_IBAN
    default_error_messages = {
        "required": "Écrivez l’IBAN du compte : il est sur votre RIB.",
        "max_length": (
            "Un IBAN a 34 lettres et chiffres au plus : recopiez seulement celui de votre RIB."
        ),
        "masque": "Une partie de cet IBAN est cachée : effacez tout, puis écrivez-le en entier.",
    }

    def masquer(self, texte: str) -> str:
        return masquer(texte)

    def presenter(self, texte: str) -> str:
        return en_groupes(compacter(texte))

    def clean(self, value: Any) -> str:
        texte = super().clean(value)
        if not texte:
            return ""
        if POINTS[0] in texte:
            raise ValidationError(self.error_messages["masque"], code="masque")
        try:
            return lire_iban(texte).iban
        except Refus as refus:
            raise ValidationError(str(refus), code="invalid") from None


class CompteForm(Etape):
    titre = "Compte bancaire"
    titre_page = "le compte à prélever"
    gabarit = "demarches/catalogue/prelevement_automatique/compte.html"
    rend_aussi = ("mandat",)  # another account is another mandate to accept

    titulaire = forms.ChoiceField(
        label="Titulaire du compte",
        help_text=(
            dit(
                "Le compte doit être au nom d’un adulte de votre foyer. Pour celui d’une autre"
                " personne (grand-parent, organisme…), contactez {le_service}."
            )
        ),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez le titulaire du compte.",
            "invalid_choice": (
                "Cette personne n’est plus dans votre foyer : choisissez le titulaire dans la"
                " liste."
            ),
        },
    )
    iban = ChampIBAN(
        label="IBAN",
        max_length=60,
        help_text=(
            "Il est sur votre RIB. Exemple : FR76 3000 6000 0112 3456 7890 189. Un compte à"
            " l’étranger convient aussi, dans la zone SEPA."
        ),
    )
    rib = PieceField(label="Votre RIB", genre=Document.Genre.RIB)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        adultes = self.demande.foyer.responsables.all()
        if self.a_remplir:
            adultes = adultes.actuels()
        self.fields["titulaire"].choices = [(str(adulte.pk), str(adulte)) for adulte in adultes]
        self.adresse = self.demande.foyer.adresse_au(self.jour)
        attendu = piece_attendue(self.demande, "compte")
        if attendu == Piece.NON_DEMANDEE:
            del self.fields["rib"]
        else:
            self.fields["rib"].required = attendu == Piece.OBLIGATOIRE

    def clean_iban(self) -> str:
        iban = self.cleaned_data["iban"]
        souhait = souhait_de(self.demande)
        ancien = souhait.mandat if souhait.action == CHANGER and self.a_remplir else None
        # Most accounts differ by their mask: the other one is then not decrypted.
        if ancien and ancien.iban_masque == masquer(iban) and ancien.iban == iban:
            raise ValidationError(
                "C’est déjà le compte de ce prélèvement : écrivez l’IBAN du nouveau compte."
            )
        return iban

    def clean(self) -> dict[str, Any] | None:
        if self.adresse is None and self.a_remplir:
            raise ValidationError(
                "Votre dossier n’a pas d’adresse, et un mandat doit porter celle du titulaire :"
                f" donnez-la d’abord {service().au}. Votre brouillon est conservé."
            )
        return super().clean()
