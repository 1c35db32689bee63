"""The mandate as the family reads it, and the seal of what it has accepted."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from demarches.declaration.etapes import Etape
from demarches.models import Demande
from famille.models import CreancierSEPA, MandatSEPA, Responsable, Service
from famille.socle.chiffrement import est_scelle, sceller
from famille.socle.saisie.iban import CompteBancaire, lire_iban

from .souhait import CHANGER, Souhait, souhait_de

USAGE = "demarches.mandat"
TEXTE = (
    (
        "En acceptant ce mandat, vous autorisez {creancier} à envoyer à votre banque des"
        " instructions pour débiter votre compte, et vous autorisez votre banque à débiter votre"
        " compte selon ces instructions."
    ),
    (
        "Vous avez le droit d’être remboursé par votre banque, dans les conditions de la convention"
        " que vous avez passée avec elle. La demande de remboursement doit être présentée dans les"
        " 8\u00a0semaines qui suivent le débit de votre compte ; pour un prélèvement que vous"
        " n’avez pas autorisé, sans tarder et au plus tard dans les 13\u00a0mois."
    ),
    (
        "Ce mandat vaut pour des prélèvements répétés. Le montant et la date de chacun vous sont"
        " annoncés au moins 14\u00a0jours à l’avance."
    ),
)
ADULTE_AU_PORTAIL = (
    "J’ai lu ce mandat et je l’accepte. Je suis titulaire de ce compte, ou j’agis avec son accord."
)
AU_GUICHET = "Le titulaire du compte a lu ce mandat, l’accepte, et l’a signé sur papier."
A_RELIRE = (
    "Le mandat n’est plus celui que vous aviez lu : relisez-le, puis cochez de nouveau la case."
)


@dataclass(frozen=True, repr=False)
class ProjetDeMandat:
    """What a demande asks to write. No repr: it holds an account."""

    creancier: CreancierSEPA
    titulaire: Responsable
    compte: CompteBancaire
    services: tuple[str, ...]
    souhait: Souhait

    @property
    def remplace(self) -> MandatSEPA | None:
        return self.souhait.mandat if self.souhait.action == CHANGER else None

    @property
    def texte(self) -> str:
        return "\n\n".join(self.paragraphes)

    @property
    def paragraphes(self) -> list[str]:
        return [paragraphe.format(creancier=self.creancier.nom) for paragraphe in TEXTE]

    @property
    def services_dits(self) -> str:
        return ", ".join(libelle for code, libelle in Service.choices if code in self.services)

    @property
    def scelle(self) -> str:
        """What the acceptance is tied to: account, holder, services, creditor."""
        morceaux = [
            self.texte,
            self.creancier.ics,
            str(self.titulaire.pk),
            self.compte.iban,
            *sorted(self.services),
        ]
        return "\n".join([*morceaux, str(self.remplace and self.remplace.pk)])


def projet_de(demande: Demande) -> ProjetDeMandat | None:
    """Of the pages before; None while one of them is not right."""
    page = demande.sa_demarche.formulaire(demande, "compte")
    souhait = souhait_de(demande)
    services = _services(demande, souhait)
    if not page.is_valid() or not services:
        return None
    titulaire = demande.foyer.responsables.get(pk=page.cleaned_data["titulaire"])
    compte = lire_iban(page.cleaned_data["iban"])
    return ProjetDeMandat(CreancierSEPA.lire(), titulaire, compte, tuple(services), souhait)


def _services(demande: Demande, souhait: Souhait) -> list[str]:
    """Those chosen; after a change of account, those of the mandate that it replaces."""
    if souhait.action == CHANGER:
        return (
            [couvert.service for couvert in souhait.mandat.services.all()] if souhait.mandat else []
        )
    page = demande.sa_demarche.formulaire(demande, "services")
    return page.cleaned_data["services"] if page.is_valid() else []


class SceauInput(forms.HiddenInput):
    """Always holds the seal of what is on the screen, not of what was read before."""

    sceau = ""

    def format_value(self, value: Any) -> str:
        return self.sceau


class MandatForm(Etape):
    titre = "Mandat"
    titre_page = "le mandat de prélèvement"
    gabarit = "demarches/catalogue/prelevement_automatique/mandat.html"

    accepte = forms.BooleanField(
        error_messages={"required": "Lisez le mandat, puis cochez cette case si vous l’acceptez."}
    )
    sceau = forms.CharField(widget=SceauInput, required=False, max_length=128)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        au_portail = self.demande.canal_de_la_saisie == self.demande.Canal.PORTAIL
        self.fields["accepte"].label = ADULTE_AU_PORTAIL if au_portail else AU_GUICHET
        self.projet = projet_de(self.demande)
        self.adresse = self.demande.foyer.adresse_au(self.jour)
        if self.projet:
            self.fields["sceau"].widget.sceau = sceller(self.projet.scelle, usage=USAGE)
        sceau = self["sceau"].data if self.is_bound else self.initial.get("sceau")
        self.a_relire = bool(self.a_remplir and sceau and not self.est_celui_lu(sceau))
        if self.a_relire:
            self._decocher()

    def _decocher(self) -> None:
        """What was accepted is not what is on the screen: the box is to be ticked again."""
        self.initial["accepte"] = False
        if self.is_bound:
            assert isinstance(self.data, MultiValueDict), "what is typed, as a POST has it"
            self.data = self.data.copy()
            self.data.pop(self.add_prefix("accepte"), None)

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        if self.a_relire:
            self.errors.pop("accepte", None)
            self.add_error("accepte", A_RELIRE)
        elif self.a_remplir and self.projet is None:
            self.add_error(
                "accepte", "Le mandat n’est pas encore complet : revenez aux pages précédentes."
            )
        return donnees

    def est_celui_lu(self, sceau: str) -> bool:
        """Whether this seal is of the mandate that would be written."""
        return self.projet is not None and est_scelle(self.projet.scelle, sceau, usage=USAGE)
