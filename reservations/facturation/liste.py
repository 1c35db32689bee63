"""The agents' list of the billing runs: the latest first."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from famille.listes.declaration import Colonne, Liste, Onglet
from reservations.models import CampagneFacturation

from .lecture import lire_campagne

Etat = CampagneFacturation.Etat


class ListeDesCampagnes(Liste):
    titre = "Campagnes de facturation"
    adresse = "reservations_bureau:campagnes"
    gabarit = "reservations/facturation/bureau/campagnes.html"
    cellules = "reservations/facturation/bureau/colonnes.html"
    colonnes = (
        Colonne("mois", "Mois", tri=("mois",)),
        Colonne("etat", "État"),
        Colonne("factures", "Factures", classe="pfg-nombre"),
        Colonne("total", "Total", classe="pfg-nombre"),
        Colonne("commencee", "Commencée", tri=("cree_le",)),
    )
    ecran = ("mois", "etat", "factures", "total", "commencee")
    onglets = (
        Onglet("", "Toutes"),
        Onglet("en-cours", "En cours", Q(etat__in=CampagneFacturation.EN_COURS)),
        Onglet("publiees", "Publiées", Q(etat=Etat.PUBLIEE)),
        Onglet("abandonnees", "Abandonnées", Q(etat=Etat.ABANDONNEE)),
    )
    par_page = 20
    une_ligne, des_lignes = "campagne", "campagnes"

    def base(self) -> Any:
        return CampagneFacturation.objects.select_related("par")

    def ordre(self, cle: Any, valeurs: dict[str, Any]) -> Sequence[str]:
        return ("-cree_le", "-pk")

    def preparer(self, objets: list[Any]) -> Any:
        return [lire_campagne(une) for une in objets]

    def cle_de(self, ligne: Any) -> Any:
        return ligne.campagne.pk
