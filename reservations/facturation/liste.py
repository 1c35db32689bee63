"""A billing run as agents read it, and the list of them: the latest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db.models import Q, QuerySet

from famille.dossier.listes.declaration import Colonne, Liste, Onglet
from famille.socle.dire import en_heure, en_jour
from reservations.lecture.filtres import Mois
from reservations.models import CampagneFacturation

from .brouillons import BilanBrouillons

Etat = CampagneFacturation.Etat


@dataclass(frozen=True)
class AnomalieLue:
    """`exemples`: [(household's key, sentence)], the first ones."""

    nombre: int
    libelle: str
    exemples: list[tuple[int, str]]

    @property
    def reste(self) -> int:
        return self.nombre - len(self.exemples)


@dataclass(frozen=True)
class CampagneLue:
    campagne: CampagneFacturation

    @cached_property
    def bilan(self) -> BilanBrouillons:
        return BilanBrouillons.depuis(self.campagne.bilan)

    @property
    def anomalies(self) -> list[AnomalieLue]:
        return [
            AnomalieLue(
                une["nombre"],
                une["libelle"],
                [
                    (
                        un["foyer"],
                        f"{un['enfant']}, {en_jour(date.fromisoformat(un['jour']))}, {un['quoi']}",
                    )
                    for un in une["exemples"]
                ],
            )
            for une in self.campagne.bilan.get("anomalies", ())
        ]

    @property
    def mois(self) -> Mois:
        return Mois.du(self.campagne.mois)

    @property
    def titre(self) -> str:
        return f"Factures {self.mois.complement}"

    @property
    def a_verifier(self) -> bool:
        return self.campagne.etat == Etat.A_VERIFIER

    @property
    def sans_facture(self) -> bool:
        """Computed, and nothing is to be checked nor published."""
        return self.a_verifier and not self.bilan.factures

    @property
    def au_travail(self) -> bool:
        en_marche = self.campagne.etat in (Etat.PREPARATION, Etat.PUBLICATION)
        return en_marche and not self.retenue_jusqu_a

    @property
    def retenue_jusqu_a(self) -> str:
        """ "10 h 12", while its publication may be taken back; "" for another."""
        jusqua = self.campagne.publiee_apres
        return en_heure(jusqua) if jusqua and self.campagne.etat == Etat.PUBLICATION else ""

    @property
    def etat(self) -> str:
        if self.retenue_jusqu_a:
            return f"Publication à {self.retenue_jusqu_a}"
        return "Aucune facture" if self.sans_facture else str(self.campagne.get_etat_display())

    @property
    def code_etat(self) -> str:
        """Which colour: the states of a job."""
        codes = {Etat.PUBLIEE: "fini", Etat.ABANDONNEE: "echec"}
        return codes.get(Etat(self.campagne.etat), "en-cours")


class ListeDesCampagnes(Liste):
    titre = "Campagnes de facturation"
    adresse = "reservations_bureau:campagnes"
    gabarit = "reservations/facturation/bureau/campagnes.html"
    cellules = "reservations/facturation/bureau/colonnes.html"
    colonnes = (
        Colonne("mois", "Mois", attrgetter("campagne.mois"), tri=("mois",)),
        Colonne("etat", "État", attrgetter("etat")),
        Colonne("factures", "Factures", attrgetter("bilan.factures"), classe="pfg-nombre"),
        Colonne("total", "Total", attrgetter("bilan.total"), classe="pfg-nombre"),
        Colonne(
            *("commencee", "Commencée", attrgetter("campagne.cree_le"), "Commencée le"),
            tri=("cree_le",),
        ),
        Colonne("par", "Commencée par", lambda lue: str(lue.campagne.par or "")),
    )
    ecran = ("mois", "etat", "factures", "total", "commencee")
    fichier = ("mois", "etat", "factures", "total", "commencee", "par")
    genre, adresse_du_fichier = "campagnes", "reservations_bureau:campagnes_exporter"
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
        return list(map(CampagneLue, objets))

    def cle_de(self, ligne: Any) -> Any:
        return ligne.campagne.pk

    def pour_le_fichier(self, lignes: QuerySet) -> QuerySet:
        return lignes.order_by(*self.ordre("", {}))

    def preparer_le_fichier(self, objets: list[Any]) -> Any:
        return self.preparer(objets)

    def foyers_de(self, objet: CampagneFacturation) -> tuple[int, ...]:
        """None: a billing run names nobody here."""
        return ()
