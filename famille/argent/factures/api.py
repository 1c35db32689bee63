"""The published invoices, for the town's accounts."""

from datetime import date
from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import BeforeValidator

from famille.echanges.api.pages import Page, Parcours, paginer
from famille.echanges.api.porte import lire
from famille.echanges.api.portees import Portee, RouteurOffert
from famille.models import Facture

FACTURES = Portee(
    "factures", "Factures", "Les factures et les avoirs publiés : numéros, dates et montants."
)
routeur = Router(tags=["Factures"])


class FiltreDesFactures(Parcours):
    emises_depuis: date | None = Field(None, description="Émises ce jour-là ou après.")
    emises_jusqu_au: date | None = Field(None, description="Émises ce jour-là ou avant.")


Euros = Annotated[str, BeforeValidator(str)]


class FactureLue(Schema):
    numero: str
    genre: str = Field(description="« facture » ou « avoir ».")
    foyer: str | None = Field(
        description="Numéro du dossier de la famille qui la doit ; « null » quand un tiers la paie."
    )
    payeur: str | None = Field(
        description="Le tiers qui la paie à la place d’une famille : le Département, pour un enfant"
        " qui lui est confié. « null » pour une facture de famille."
    )
    objet: str
    mois: date = Field(description="Premier jour du mois facturé.")
    emise_le: date
    echeance: date | None
    total: Euros = Field(description="En euros ; négatif pour un avoir.")
    regle: Euros = Field(description="Ce qui a été reçu, en euros.")
    solde: Euros = Field(description="Ce qui reste dû, en euros ; négatif si trop a été reçu.")
    au_tresor: bool = Field(description="Le Trésor public recouvre ce qui reste dû.")
    prelevee: bool = Field(description="Un mandat la paie.")
    repris_de: str = Field(
        description="D’un solde repris d’un autre logiciel : lequel ; vide d’une facture."
    )
    corrige: str | None = Field(description="D’un avoir : le numéro de la facture qu’il corrige.")

    @staticmethod
    def resolve_foyer(facture: Facture) -> str | None:
        return None if facture.payeur_id else facture.foyer.numero

    @staticmethod
    def resolve_payeur(facture: Facture) -> str | None:
        return facture.payeur.nom if facture.payeur else None

    @staticmethod
    def resolve_prelevee(facture: Facture) -> bool:
        return facture.mandat_id is not None

    @staticmethod
    def resolve_corrige(facture: Facture) -> str | None:
        return facture.corrige.numero if facture.corrige else None


@lire(routeur, "factures", FACTURES, reponse=Page[FactureLue], titre="Les factures publiées")
def factures(request: HttpRequest, filtre: Query[FiltreDesFactures]) -> dict[str, Any]:
    voulues = Q()
    if filtre.emises_depuis:
        voulues &= Q(emise_le__gte=filtre.emises_depuis)
    if filtre.emises_jusqu_au:
        voulues &= Q(emise_le__lte=filtre.emises_jusqu_au)
    publiees = Facture.objects.publiees().filter(voulues)
    return paginer(request, publiees.select_related("foyer", "corrige", "payeur"), filtre)


OFFERT = RouteurOffert(routeur, (FACTURES,))
