"""The two pages: what the attestation says, and the attestation itself."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from demarches.declaration.etapes import Etape, PieceField
from demarches.declaration.justificatif_domicile import Piece, justificatif_attendu
from demarches.models import ReglageQuotient
from demarches.regles.quotient import est_douteux, mois_proposes
from famille.models import Document, Foyer
from famille.socle.dire import en_lettres, en_mois, en_nombre
from famille.socle.ville.phrases import dit

from .effet import dernier_quotient, dire_le_quotient, effet

CAF, MSA = "caf", "msa"
PAGE, JUSTIFICATIF = "quotient", "justificatif"
NUMEROS = {
    CAF: (
        re.compile(r"\d{7}[A-Z]?"),
        "Un numéro d’allocataire CAF a 7 chiffres, parfois suivis d’une lettre.",
    ),
    MSA: (
        re.compile(r"[0-9A-Z]{5,15}"),
        "Un numéro MSA a de 5 à 15 chiffres ou lettres : recopiez celui de l’attestation.",
    ),
}
TROP_GRAND = "Ce nombre est trop grand : recopiez le quotient de l’attestation, par exemple 842."
CONTACT = dit("contactez {le_service}, qui le corrige avec vous.")


class ValeurField(forms.DecimalField):
    """A quotient as people type it: 842, 842,50, 1 042 €."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = re.sub(r"[\s€]", "", value).replace(",", ".")
        return super().to_python(value)


class QuotientForm(Etape):
    titre = "Votre quotient"
    titre_page = "votre quotient familial"
    intro = "Tout est sur l’attestation : vous la trouvez dans votre espace caf.fr ou msa.fr."

    organisme = forms.ChoiceField(
        label="Qui vous verse vos prestations ?",
        widget=forms.RadioSelect,
        choices=[(CAF, "La CAF"), (MSA, "La MSA")],
        error_messages={"required": "Choisissez la CAF ou la MSA."},
    )
    numero = forms.CharField(
        label="Numéro d’allocataire",
        max_length=30,
        help_text="Exemple : 1234567",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={
            "required": "Indiquez votre numéro d’allocataire : il est en haut de l’attestation."
        },
    )
    valeur = ValeurField(
        label="Quotient familial",
        max_digits=7,
        decimal_places=2,
        min_value=0,
        help_text="En euros. Exemple : 842",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "required": "Indiquez le quotient familial écrit sur l’attestation.",
            "invalid": "Écrivez le quotient en chiffres, par exemple 842 ou 842,50.",
            "min_value": (
                "Un quotient familial n’est pas négatif : recopiez celui de l’attestation."
            ),
            "max_digits": TROP_GRAND,
            "max_whole_digits": TROP_GRAND,
            "max_decimal_places": "Deux chiffres après la virgule au plus, par exemple 842,50.",
        },
    )
    mois = forms.ChoiceField(
        label="Mois de l’attestation",
        help_text="Le mois pour lequel ce quotient est calculé.",
        error_messages={
            "required": "Choisissez le mois de l’attestation.",
            "invalid_choice": (
                "Cette attestation est trop ancienne : demandez-en une récente sur caf.fr ou"
                " msa.fr."
            ),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mois = [(une.isoformat(), en_mois(une)) for une in mois_proposes(self.jour)]
        self.fields["mois"].choices = [("", "Choisissez…"), *mois]
        if self.a_remplir and (dit := dire_le_quotient(self.demande.foyer, self.jour)):
            self.intro = f"{dit} {self.intro}"
        self._faire_confirmer()

    def _faire_confirmer(self) -> None:
        """A value out of the usual, or far from the last one, is asked again: the box names it, so
        that ticking it once does not confirm another one."""
        valeur = self._valeur_tapee()
        if valeur is None or not self.a_remplir or not douteuse(self.demande.foyer, valeur):
            return
        self.fields["confirme"] = forms.MultipleChoiceField(
            label="Ce quotient est-il le bon ?",
            help_text=phrase_de_doute(self.demande.foyer, valeur),
            widget=forms.CheckboxSelectMultiple,
            choices=[(str(valeur), f"Oui, mon quotient familial est bien {en_nombre(valeur)}")],
            error_messages={
                "required": f"Corrigez le quotient ci-dessus, ou confirmez {en_nombre(valeur)}.",
                "invalid_choice": (
                    f"Vous avez changé le quotient : confirmez {en_nombre(valeur)}, ou corrigez-le."
                ),
            },
        )

    def _valeur_tapee(self) -> Decimal | None:
        if self.is_bound:
            brute = self.data.get(self.add_prefix("valeur"), "")
        else:
            brute = next(iter(self.demande.saisie.get(PAGE, {}).get("valeur", [])), "")
        try:
            return self.fields["valeur"].clean(brute)
        except ValidationError:
            return None

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        self._verifier_le_numero(donnees)
        mois, valeur = donnees.get("mois"), donnees.get("valeur")
        if not (mois and valeur is not None and self.a_remplir):
            return donnees
        prevu = effet(self.demande.foyer, date.fromisoformat(mois), self.jour)
        if prevu is None:
            dernier = dernier_quotient(self.demande.foyer)
            assert dernier is not None, "one begins even later (effet)"
            debut = en_lettres(dernier.debut)
            raise ValidationError(
                f"Un quotient est déjà enregistré à partir du {debut}. Pour le changer, {CONTACT}"
            )
        if prevu.deja(valeur):
            fin = prevu.avant.fin if prevu.avant else None
            jusqu_au = f" jusqu’au {en_lettres(fin)}" if fin else ""
            raise ValidationError(
                f"C’est déjà le quotient de votre dossier{jusqu_au} : vous n’avez rien à déclarer."
            )
        return donnees

    def _verifier_le_numero(self, donnees: dict[str, Any]) -> None:
        organisme, numero = donnees.get("organisme"), donnees.get("numero")
        if not (organisme and numero):
            return
        numero = re.sub(r"[\s.\-]", "", numero).upper()
        motif, phrase = NUMEROS[organisme]
        if motif.fullmatch(numero):
            donnees["numero"] = numero
        else:
            self.add_error("numero", phrase)


class AttestationForm(Etape):
    """Whether it is due is the town's choice (CRPA R113-8, D7)."""

    titre = "Attestation"
    titre_page = "l’attestation"

    fichier = PieceField(
        label="Votre attestation de quotient familial",
        genre=Document.Genre.QUOTIENT,
        error_messages={
            "required": "Joignez l’attestation : une photo nette ou le PDF de la CAF ou de la MSA."
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fichier"].required = justificatif_attendu(self.demande) == Piece.OBLIGATOIRE


def douteuse(foyer: Foyer, valeur: Decimal) -> bool:
    """Whether this value is asked again."""
    reglage, dernier = ReglageQuotient.load(), dernier_quotient(foyer)
    bas, haut = reglage.valeur_basse, reglage.valeur_haute
    return est_douteux(valeur, dernier.valeur if dernier else None, bas=bas, haut=haut)


def phrase_de_doute(foyer: Foyer, valeur: Decimal) -> str:
    if dernier := dernier_quotient(foyer):
        avant, neuf = en_nombre(dernier.valeur), en_nombre(valeur)
        return f"Votre dernier quotient était {avant} : confirmez {neuf}."
    return (
        f"{en_nombre(valeur)} est inhabituel : un quotient est un nombre par mois, comme 842."
        " Relisez l’attestation."
    )
