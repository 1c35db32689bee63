"""The page that asks for a proof of address, and what is done with it (G15, D7). Any démarche may
use it.

Its page has the code `justificatif` in the démarche that uses it.
"""

from datetime import date
from typing import Any

from django import forms

from demarches.models import Demande, ReglageDemarche
from demarches.regles.pieces import (
    est_trop_vieux,
    limite_des_3_mois,
    taxe_fonciere_attendue,
    validite,
)
from famille.actions import classer_document
from famille.models import Document, Utilisateur
from famille.socle.dire import en_lettres
from famille.socle.saisie.champ_jour import JourField
from famille.socle.ville import service

from .etapes import Etape, PieceField, piece_attendue
from .verifications import non, oui

FACTURE, TAXE_FONCIERE = "facture", "taxe-fonciere"
Piece = ReglageDemarche.Piece


def justificatif_attendu(demande: Demande) -> ReglageDemarche.Piece:
    """ReglageDemarche.Piece (demarches.declaration.etapes.piece_attendue)."""
    return piece_attendue(demande, "justificatif")


class JustificatifForm(Etape):
    titre = "Justificatif"
    titre_page = "justificatif de domicile"

    nature = forms.ChoiceField(
        label="Type de document",
        widget=forms.RadioSelect,
        choices=[
            (
                FACTURE,
                (
                    "Facture d’électricité, de gaz ou d’internet, ou quittance de loyer (moins de 3"
                    " mois)"
                ),
            ),
            (TAXE_FONCIERE, "Taxe foncière de l’année en cours"),
        ],
        error_messages={"required": "Choisissez le type de document que vous joignez."},
    )
    date_document = JourField(label="Date du document", help_text="Exemple : 15 10 2026")
    fichier = PieceField(
        label="Votre document",
        genre=Document.Genre.JUSTIFICATIF_DOMICILE,
        champ_date="date_document",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.obligatoire = justificatif_attendu(self.demande) == Piece.OBLIGATOIRE
        for champ in self.fields.values():
            champ.required = self.obligatoire
        if not self.obligatoire:
            self.intro = (
                f"Vous pouvez joindre un justificatif : il évite {service().au} de vous en"
                " demander un."
            )

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        if not self.obligatoire and any(donnees.get(nom) for nom in self.fields):
            self._exiger_tout(donnees)
        self._verifier_la_date(donnees.get("nature"), donnees.get("date_document"))
        return donnees

    def _exiger_tout(self, donnees: dict[str, Any]) -> None:
        """An optional piece is given whole, or not at all."""
        for nom, champ in self.fields.items():
            if not donnees.get(nom) and nom not in self.errors:
                self.add_error(nom, champ.error_messages["required"])

    def _verifier_la_date(self, nature: str | None, date_document: date | None) -> None:
        if not nature or not date_document:
            return
        if date_document > self.jour:
            self.add_error(
                "date_document", "Cette date n’est pas encore passée : recopiez celle du document."
            )
        elif nature == FACTURE and est_trop_vieux(date_document, self.jour):
            limite = en_lettres(limite_des_3_mois(self.jour))
            self.add_error(
                "date_document",
                "Le justificatif date de plus de 3 mois : choisissez un document émis après le"
                f" {limite}.",
            )
        elif nature == TAXE_FONCIERE and date_document.year not in taxe_fonciere_attendue(
            self.jour
        ):
            annee = taxe_fonciere_attendue(self.jour)[0]
            self.add_error(
                "date_document",
                f"Cet avis n’est plus valable : joignez l’avis de taxe foncière de {annee}.",
            )


def age(page: JustificatifForm) -> dict[str, Any]:
    """Whether the document was recent enough on the day of the page."""
    page.is_valid()
    emis_le, erreurs = page.cleaned_data.get("date_document"), page.errors.get("date_document")
    if erreurs or not emis_le:
        return non(str(erreurs[0]) if erreurs else "La date du document manque.")
    if page.cleaned_data.get("nature") == TAXE_FONCIERE:
        return oui(f"Taxe foncière de l’année (datée du {en_lettres(emis_le)}).")
    return oui(f"Justificatif de moins de 3 mois à la réception : {en_lettres(emis_le)}.")


def classer(donnees: dict[str, Any], *, par: Utilisateur, origine: str) -> None:
    """File the page's document, dated, so that it is proposed again (D6)."""
    document = donnees.get("fichier")
    if document is None or document.classe_le:
        return
    document.emis_le = donnees["date_document"]
    document.valable_jusqu_au = validite(
        document.emis_le, annuel=donnees["nature"] == TAXE_FONCIERE
    )
    document.save(update_fields=["emis_le", "valable_jusqu_au"])
    classer_document(document, par=par, origine=origine)
