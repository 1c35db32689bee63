"""The demandes that were sent: which, when, where they stand. Nothing of what was answered."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from demarches.models import Demande
from famille.echanges.api.pages import Page, Parcours, paginer
from famille.echanges.api.porte import lire
from famille.echanges.api.portees import Portee, RouteurOffert

DEMANDES = Portee(
    "demandes",
    "Demandes",
    "Les demandes déposées : numéro, démarche, état, dates. Aucune réponse de la famille.",
)
routeur = Router(tags=["Demandes"])


class FiltreDesDemandes(Parcours):
    deposees_depuis: date | None = Field(None, description="Déposées ce jour-là ou après.")
    statut: Demande.Statut | None = None


class DemandeLue(Schema):
    numero: str
    demarche: str = Field(alias="code")
    titre: str
    statut: str
    canal: str
    foyer: str = Field(description="Numéro du dossier de la famille.")
    enfant: int | None = Field(alias="enfant_id")
    deposee_le: datetime
    echeance: date | None = Field(description="Le jour avant lequel répondre.")
    sur_liste: bool = Field(description="Lue, et en attente d’une place.")

    @staticmethod
    def resolve_foyer(demande: Demande) -> str:
        return demande.foyer.numero

    @staticmethod
    def resolve_sur_liste(demande: Demande) -> bool:
        return demande.sur_liste_le is not None


@lire(routeur, "demandes", DEMANDES, reponse=Page[DemandeLue], titre="Les demandes déposées")
def demandes(request: HttpRequest, filtre: Query[FiltreDesDemandes]) -> dict[str, Any]:
    lues = Demande.objects.deposees().select_related("foyer")
    if filtre.deposees_depuis:
        lues = lues.filter(deposee_le__date__gte=filtre.deposees_depuis)
    if filtre.statut:
        lues = lues.filter(statut=filtre.statut)
    lues = lues.defer("saisie", "recapitulatif", "changements")
    return paginer(request, lues, filtre, ordre=("deposee_le", "pk"))


OFFERT = RouteurOffert(routeur, (DEMANDES,))
