"""The régie's forms. A form reads and checks; the write is one action."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from famille.argent.factures.en_plusieurs_fois import EcheancierLu
from famille.argent.regie.banque import messages as banque
from famille.argent.regie.guichet import moyens_du_guichet
from famille.argent.regie.tresorerie import messages as tresorerie
from famille.argent.regie.tresorerie.candidats import TitrePrevu
from famille.argent.regie.xml_recu import TAILLE_MAX
from famille.dossier.listes.declaration import Filtres
from famille.models import Facture, Paiement
from famille.regles.rejets import MOTIFS
from famille.socle.ecran import Formulaire
from famille.socle.erreurs import Refus
from famille.socle.saisie.champ_jour import JourDAgentField

_MONTANT = {"invalid": "Écrivez un montant en euros et centimes, par exemple 12,50."}


def champ_de_montant(libelle: str) -> forms.DecimalField:
    """A sum in euros, which may be left empty."""
    return forms.DecimalField(
        label=libelle,
        required=False,
        min_value=Decimal(0),
        max_digits=10,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages=_MONTANT
        | {"max_decimal_places": _MONTANT["invalid"], "min_value": _MONTANT["invalid"]},
    )


class EncaissementForm(Formulaire):
    """What is received for a household's invoices: each whole (ticked), or in part (an amount)."""

    fields: dict[str, Any]  # each of its own class

    moyen = forms.ChoiceField(label="Moyen", widget=forms.RadioSelect)
    piece = forms.CharField(
        label="Numéro du chèque, du titre ou du ticket",
        max_length=60,
        required=False,
        help_text="Pour un chèque, un CESU, un chèque-vacances, ou le ticket du terminal. Pour un"
        " e-CESU, le numéro de la transaction ; pour un virement, sa référence.",
    )
    banque = forms.CharField(
        label="Banque du chèque", max_length=60, required=False, help_text="Pour le bordereau."
    )
    tireur = forms.CharField(
        label="Nom sur le chèque",
        max_length=120,
        required=False,
        help_text="S’il n’est pas celui d’un adulte du foyer.",
    )
    recu_le = JourDAgentField(label="Reçu le", initial=timezone.localdate)
    saisie = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(
        self, *args: Any, factures: list[Facture], plans: Sequence[EcheancierLu] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.factures, self.plans = factures, plans
        for plan in plans:
            self.fields[f"plan_{plan.echeancier.pk}"] = forms.BooleanField(
                label=f"Payer l’échéance : {plan.demande}", required=False
            )
        choix = [(moyen.value, moyen.label) for moyen in moyens_du_guichet()]
        self.fields["moyen"].choices = choix
        self.fields["moyen"].initial = choix[0][0]
        for rang, facture in enumerate(factures):
            self.fields[f"tout_{facture.pk}"] = forms.BooleanField(
                label=f"Payer {facture.numero} en entier",
                required=False,
                initial=len(factures) == 1 and not facture.echeancier_id,
                widget=forms.CheckboxInput(attrs={} if rang else {"autofocus": True}),
            )
            self.fields[f"montant_{facture.pk}"] = champ_de_montant(
                f"Montant reçu pour {facture.numero}"
            )

    def lignes(self) -> list[tuple[Facture, forms.BoundField, forms.BoundField]]:
        """(invoice, its box, its amount), in order."""
        return [(une, self[f"tout_{une.pk}"], self[f"montant_{une.pk}"]) for une in self.factures]

    def echeances(self) -> list[tuple[EcheancierLu, forms.BoundField]]:
        """(plan, its box)."""
        return [(plan, self[f"plan_{plan.echeancier.pk}"]) for plan in self.plans]

    def clean_recu_le(self) -> date:
        jour = self.cleaned_data["recu_le"]
        if jour > timezone.localdate():
            raise forms.ValidationError(
                "Ce jour n’est pas encore venu : donnez celui où l’argent a été reçu."
            )
        return jour

    def montants(self) -> dict[int, Decimal]:
        """invoice (key) → amount: the one that was typed, else all that is owed when its box is
        ticked, else its part of the instalment whose box is."""
        donnes, parts = {}, dict[int, Decimal]()
        for plan in self.plans:
            if self.cleaned_data.get(f"plan_{plan.echeancier.pk}"):
                parts |= plan.parts
        for facture in self.factures:
            tape = self.cleaned_data.get(f"montant_{facture.pk}")
            if tape is not None:
                donnes[facture.pk] = tape
            elif self.cleaned_data.get(f"tout_{facture.pk}"):
                donnes[facture.pk] = facture.solde
            elif facture.pk in parts:
                donnes[facture.pk] = parts[facture.pk]
        return donnes


class MotifForm(Formulaire):
    motif = forms.CharField(
        label="Raison", max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class ReponseDeLaFamilleForm(MotifForm):
    """A reason, which is the family's answer."""

    motif = forms.CharField(label="Ce que la famille vous a répondu", max_length=300)


class AbandonForm(MotifForm):
    """A reason, compulsory once the file was downloaded."""

    def __init__(self, *args: Any, telecharge: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["motif"].required = telecharge


class TrancherForm(Formulaire):
    encaisse = forms.ChoiceField(
        label="L’argent est-il arrivé ?",
        choices=[("oui", "Oui, le paiement compte"), ("non", "Non, les factures restent à payer")],
        widget=forms.RadioSelect,
    )
    motif = forms.CharField(label="Ce que vous avez vérifié", max_length=300)


class RembourserForm(Formulaire):
    montant = forms.DecimalField(widget=forms.HiddenInput, max_digits=10, decimal_places=2)
    comment = forms.CharField(
        label="Comment la somme est rendue",
        max_length=200,
        help_text="Exemple : virement du 26/11, mandat n° 412.",
    )


class RemiseForm(Formulaire):
    date = JourDAgentField(label="Date de prélèvement")


class RejetForm(Formulaire):
    code = forms.ChoiceField(
        label="Raison donnée par la banque",
        choices=[
            ("", "Choisissez…"),
            *((code, f"{motif.libelle} ({code})") for code, motif in MOTIFS.items()),
        ],
    )


class JournalForm(Filtres):
    """The filters of the journal, from its address; what is not understood is left out."""

    sans_filtrer = ("du", "au", "moyen")

    du = JourDAgentField(label="Du", required=False)
    au = JourDAgentField(label="Au", required=False)
    moyen = forms.ChoiceField(
        label="Moyen", required=False, choices=[("", "Tous"), *Paiement.Moyen.choices]
    )

    def valeurs(self) -> dict:
        """dict(du, au: dates, moyen: "" for all); the last seven days when no day is given."""
        self.is_valid()
        lu, aujourdhui = self.cleaned_data, timezone.localdate()
        au = lu.get("au") or max(aujourdhui, lu.get("du") or aujourdhui)
        du = lu.get("du") or au - timedelta(days=6)
        return {"du": min(du, au), "au": max(du, au), "moyen": lu.get("moyen") or ""}

    @classmethod
    def avec_les_jours(cls, donnees: QueryDict) -> "JournalForm":
        """The form that shows the days of the journal, asked for or not."""
        lu = cls(donnees).valeurs()
        return cls(lu | {"du": lu["du"].isoformat(), "au": lu["au"].isoformat()})


class ExportForm(JournalForm):
    sorte = forms.ChoiceField(choices=[("xlsx", "Excel"), ("csv", "CSV")])


class FichierRecuForm(Formulaire):
    """A file that somebody sends to the régie, whose refusal is shown beside it."""

    fichier: forms.FileField
    trop_gros: str

    def clean_fichier(self) -> Any:
        fichier = self.cleaned_data["fichier"]
        if fichier.size > TAILLE_MAX:
            raise forms.ValidationError(self.trop_gros)
        return fichier

    def refuser(self, refus: Refus) -> None:
        self.add_error("fichier", str(refus))


def _champ_du_fichier(de_qui: str, aide: str, vide: str) -> forms.FileField:
    return forms.FileField(
        label=f"Fichier de {de_qui}",
        help_text=aide,
        widget=forms.FileInput(attrs={"accept": ".xml,application/xml,text/xml"}),
        error_messages={
            "required": f"Choisissez le fichier de {de_qui}, puis recommencez.",
            "empty": f"Ce fichier est vide : téléchargez-le de nouveau {vide}.",
        },
    )


class FichierBancaireForm(FichierRecuForm):
    trop_gros = banque.TROP_GROS
    fichier = _champ_du_fichier(
        "la banque",
        "Un message pain.002, camt.053 ou camt.054, en .xml. 10 Mo au plus.",
        "chez la banque",
    )


class FichierDeReponseForm(FichierRecuForm):
    trop_gros = tresorerie.TROP_GROS
    fichier = _champ_du_fichier(
        "la trésorerie",
        "Un PES ACQUIT, ou un PES Retour de recette, en .xml. 10 Mo au plus.",
        "là où vous l’avez pris",
    )


class AttribuerForm(Formulaire):
    numeros = forms.CharField(
        label="Factures payées",
        max_length=300,
        help_text="Leurs numéros, par exemple F-2026-000189. La plus ancienne est payée d’abord.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Écrivez le numéro de la facture, par exemple F-2026-000189."},
    )


class DebiteursForm(Formulaire):
    """The debtor of each household, and his civility; left empty, the household waits."""

    fields: dict[str, Any]  # each of its own class

    def __init__(self, *args: Any, titres: Sequence[TitrePrevu], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.titres = titres
        for un in titres:
            self.fields.setdefault(
                f"debiteur_{un.foyer.pk}",
                forms.ChoiceField(
                    label=f"Débiteur de {un.foyer}, dossier {un.foyer.numero}",
                    choices=[("", "Choisir"), *un.par_adulte],
                    initial=un.choisi,
                    required=False,
                    error_messages={
                        "invalid_choice": "Cet adulte n’est plus du foyer : choisissez de nouveau."
                    },
                ),
            )

    def lignes(self) -> list[tuple[TitrePrevu, forms.BoundField | None]]:
        """(titre, its field): a household of several titres is asked once."""
        premiers = {un.foyer.pk: un for un in reversed(self.titres)}
        return [
            (un, self[f"debiteur_{un.foyer.pk}"] if premiers[un.foyer.pk] is un else None)
            for un in self.titres
        ]

    def debiteurs(self) -> dict[int, str]:
        return {
            un.foyer.pk: choisi
            for un in self.titres
            if (choisi := self.cleaned_data.get(f"debiteur_{un.foyer.pk}"))
        }


class MandatDAnnulationForm(Formulaire):
    reference = forms.CharField(
        label="Numéro du mandat",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
