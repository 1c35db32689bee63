"""The list of what households have beyond what they owe."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.db.models import F, Q, QuerySet

from famille.factures.liste import RechercheDeFactures
from famille.listes.declaration import Colonne, Liste, Onglet
from famille.models import Facture, MandatSEPA
from famille.prelevement.lots import comptes_de
from famille.socle.dire import en_euros


def _avec_compte(lignes: Any) -> QuerySet:
    """Nobody's account is known of those who pay in a household's place."""
    return lignes.aux_familles().filter(foyer__in=_foyers_payables())


def _sans_compte(lignes: Any) -> QuerySet:
    d_un_payeur = Q(payeur__isnull=False)
    return lignes.filter(d_un_payeur | ~Q(foyer__in=_foyers_payables()))


def _foyers_payables() -> QuerySet:
    return MandatSEPA.objects.en_vigueur().order_by().values("foyer")


class ListeDesCredits(Liste):
    titre = "Remboursements"
    adresse = "regie:remboursements"
    gabarit = "famille/regie/bureau/remboursements/liste.html"
    cellules = "famille/regie/bureau/remboursements/colonnes.html"
    colonnes = (
        Colonne("dossier", "Dossier", attrgetter("foyer.numero")),
        Colonne("foyer", "Foyer", attrgetter("foyer.nom"), tri=("foyer__nom", "foyer__numero")),
        Colonne(
            "a_qui",
            "À rendre à",
            lambda facture: (facture.payeur or facture.foyer).nom,
        ),
        Colonne("facture", "Facture", attrgetter("numero"), tri=("numero",)),
        Colonne("objet", "Objet", attrgetter("objet")),
        Colonne("compte", "Compte connu"),
        Colonne(
            "credit",
            "À rendre",
            lambda facture: -facture.solde,
            tri=("credit",),
            classe="pfg-nombre",
        ),
    )
    ecran = ("foyer", "facture", "compte", "credit")
    fichier = ("dossier", "foyer", "a_qui", "facture", "objet", "credit")
    genre, adresse_du_fichier = "credits", "regie:remboursements_exporter"
    onglets = (
        Onglet("", "À rendre"),
        Onglet("virement", "Compte connu", _avec_compte),
        Onglet("comptable", "Sans compte", _sans_compte),
    )
    filtres = RechercheDeFactures
    par_page = 50
    coche = "facture"
    une_ligne, des_lignes = "somme à rendre", "sommes à rendre"

    def base(self) -> QuerySet:
        trop = Facture.objects.trop_percues().select_related("foyer", "payeur")
        return trop.annotate(credit=F("regle") - F("total"))

    def filtrer(self, lignes: Any, valeurs: dict[str, Any]) -> QuerySet:
        return lignes.cherchees(valeurs["q"]) if "q" in valeurs else lignes

    def ordre(self, cle: str, valeurs: dict[str, Any]) -> Sequence[str]:
        return ("foyer__nom", "pk")

    def preparer(self, objets: list[Any]) -> Any:
        comptes = comptes_de(objets)
        return [
            {"facture": une, "credit": en_euros(-une.solde), "mandat": comptes.get(une.pk)}
            for une in objets
        ]

    def cle_de(self, ligne: Any) -> Any:
        return ligne["facture"].pk

    def pour_le_fichier(self, lignes: QuerySet) -> QuerySet:
        return lignes.order_by("foyer__nom", "pk")
