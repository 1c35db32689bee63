"""What the family wants, from the mandates in force, and which services it is for."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from demarches.declaration.etapes import Etape
from demarches.models import Demande
from famille.models import Foyer, LigneFacture, MandatSEPA, Service, ServicePreleve
from famille.regles.foyer import entier

NOUVEAU, CHANGER, ARRETER = "nouveau", "changer", "arreter"
TOUT_EST_COUVERT = (
    "Tous les services sont déjà prélevés sur un compte de votre foyer : revenez à la première page"
    " pour changer de compte, ou pour arrêter un prélèvement."
)


@dataclass(frozen=True)
class Souhait:
    """`mandat`: the one to change or to stop, or None."""

    action: str
    mandat: MandatSEPA | None = None


def action_de(demande: Demande) -> str:
    """What the first page says, read without the database; without that page, a new mandate."""
    choix = demande.saisie.get("souhait", {}).get("quoi", [""])[0]
    action = choix.partition("-")[0]
    return action if action in (CHANGER, ARRETER) else NOUVEAU


def souhait_de(demande: Demande) -> Souhait:
    """Souhait. Its mandate is of this household, whatever was posted."""
    cle = entier(demande.saisie.get("souhait", {}).get("quoi", [""])[0].partition("-")[2])
    action = action_de(demande)
    if action == NOUVEAU or cle is None:
        return Souhait(action)
    return Souhait(action, demande.foyer.mandats.avec_services().filter(pk=cle).first())


def services_couverts(foyer: Foyer) -> set[str]:
    """Codes of the services that a mandate in force pays."""
    return set(
        ServicePreleve.objects.filter(foyer=foyer, fin=None).values_list("service", flat=True)
    )


def services_factures(foyer: Foyer) -> set[str]:
    """Codes of the services that this household was already billed for."""
    lignes = LigneFacture.objects.filter(facture__foyer=foyer).exclude(service="")
    return set(lignes.order_by().values_list("service", flat=True).distinct())


class SouhaitForm(Etape):
    titre = "Ce que vous voulez faire"
    choisit_la_suite = True
    titre_page = "ce que vous voulez faire"
    intro = (
        "Votre foyer a déjà un prélèvement. Tant que votre demande n’est pas validée, il continue"
        " comme aujourd’hui."
    )

    quoi = forms.ChoiceField(
        label="Vous voulez",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez ce que vous voulez faire.",
            "invalid_choice": (
                "Ce prélèvement n’est plus en vigueur : choisissez dans la liste d’aujourd’hui."
            ),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        foyer = self.demande.foyer
        mandats = foyer.mandats.avec_services()
        if self.a_remplir:
            mandats = mandats.en_vigueur()
        self.fields["quoi"].choices = [
            *self._nouveau(foyer),
            *(choix for m in mandats for choix in choix_du(m)),
        ]

    def _nouveau(self, foyer: Foyer) -> list[Any]:
        """Offered while a service is left to be covered; once it is sent, always readable."""
        libre = not self.a_remplir or services_couverts(foyer) < set(Service.values)
        return [(NOUVEAU, "Mettre en place un prélèvement pour d’autres services")] if libre else []


def choix_du(mandat: MandatSEPA) -> list[Any]:
    services, compte = mandat.services_couverts, mandat.iban_masque.replace(" ", "\u00a0")
    return [
        (f"{CHANGER}-{mandat.pk}", f"Changer le compte prélevé, {compte} : {services}"),
        (f"{ARRETER}-{mandat.pk}", f"Arrêter le prélèvement sur le compte {compte} : {services}"),
    ]


class ServicesForm(Etape):
    titre = "Services"
    titre_page = "les services à prélever"
    d_avance = "Nous avons repris les services que nous vous facturons."
    rend_aussi = ("mandat",)

    services = forms.MultipleChoiceField(
        label="Services à payer par prélèvement",
        help_text="Les autres services restent payés comme aujourd’hui.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez au moins un service à payer par prélèvement.",
            "invalid_choice": (
                "L’un de ces services est déjà prélevé sur un compte de votre foyer : décochez-le,"
                " ou revenez à la première page pour changer de compte."
            ),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pris = services_couverts(self.demande.foyer) if self.a_remplir else set()
        libres = [choix for choix in Service.choices if choix[0] not in pris]
        self.fields["services"].choices = libres
        deja = ", ".join(libelle for code, libelle in Service.choices if code in pris)
        if deja:
            self.intro = f"Déjà prélevés : {deja}."

    def clean(self) -> dict[str, Any] | None:
        if not self.fields["services"].choices:
            raise ValidationError(TOUT_EST_COUVERT)
        return super().clean()
