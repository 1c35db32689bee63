"""The list of households, found by name, child, number, mail or telephone, whatever the accents."""

from operator import attrgetter
from typing import Any

from django import forms
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import (
    Exists,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from famille.dossier.foyers.fiche import en_vigueur
from famille.dossier.listes.declaration import Colonne, Filtres, Liste
from famille.dossier.listes.vues import exporter_la_liste, montrer
from famille.models import AdresseFoyer, Foyer, Rattachement, Responsable
from famille.socle.connectee import RequeteConnectee
from famille.socle.ville.phrases import dit

from .droits import CREER, VOIR, exige

ORDRES = {"nom": ("nom", "numero"), "recents": ("-cree_le", "-pk")}


class FiltreFoyersForm(Filtres):
    sans_filtrer = ("ordre",)

    q = forms.CharField(
        label="Nom, enfant, numéro, e-mail ou téléphone",
        help_text="Nom, enfant, numéro, e-mail, téléphone",
        required=False,
        max_length=100,
    )
    commune = forms.ChoiceField(
        required=False,
        choices=[("", "Toutes"), ("membre", dit("{Perimetre}")), ("hors", dit("Hors {perimetre}"))],
    )
    comptes = forms.ChoiceField(
        required=False, choices=[("", "Tous"), ("a-activer", "À activer"), ("sans", "Aucun")]
    )
    ordre = forms.ChoiceField(
        required=False, choices=[("", "Par nom"), ("recents", "Les plus récents")]
    )


class ListeDesFoyers(Liste):
    titre = "Foyers"
    adresse = "foyers_modeladmin_index"
    gabarit = "famille/foyers/bureau/liste.html"
    cellules = "famille/foyers/bureau/colonnes.html"
    colonnes = (
        Colonne("foyer", "Foyer", attrgetter("nom"), tri=("nom", "numero")),
        Colonne("dossier", "Dossier", attrgetter("numero"), tri=("numero",), classe="pfg-chiffres"),
        Colonne("adultes", "Adultes", lambda foyer: ", ".join(map(str, foyer.adultes))),
        Colonne(
            "enfants",
            "Enfants",
            lambda foyer: ", ".join(un.enfant.prenom for un in foyer.presents),
        ),
        Colonne("commune", "Commune", lambda foyer: foyer.commune or "", tri=("commune",)),
        Colonne(
            "agglomeration",
            dit("{Perimetre}"),
            lambda foyer: {True: "oui", False: "non"}.get(foyer.membre, ""),
        ),
        Colonne(
            "ouvert", "Ouvert le", attrgetter("cree_le"), tri=("cree_le",), classe="pfg-chiffres"
        ),
    )
    ecran = ("foyer", "dossier", "adultes", "enfants", "commune", "ouvert")
    fichier = ("dossier", "foyer", "adultes", "enfants", "commune", "agglomeration", "ouvert")
    genre, adresse_du_fichier = "foyers", "foyers_modeladmin_exporter"
    filtres = FiltreFoyersForm
    par_cles = True
    compte_max = 9_990  # whole pages; further, one searches or filters
    une_ligne, des_lignes = "foyer", "foyers"

    def base(self) -> QuerySet[Foyer]:
        """Each Foyer with `commune` and `membre` (bool) of the address in force today."""
        passees = AdresseFoyer.objects.filter(foyer=OuterRef("pk"), depuis__lte=self.jour)
        ouverts: Any = Foyer.objects.ouverts()
        return ouverts.annotate(
            commune=Subquery(passees.values("commune")[:1]),
            membre=Subquery(passees.values("dans_agglomeration")[:1]),
        )

    def filtrer(self, lignes: Any, valeurs: dict[str, str]) -> QuerySet[Foyer]:
        lignes = lignes.cherches(valeurs.get("q", ""))
        if "commune" in valeurs:
            lignes = lignes.filter(membre=valeurs["commune"] == "membre")
        adultes = Responsable.objects.actuels().filter(foyer=OuterRef("pk"))
        match valeurs.get("comptes"):
            case "a-activer":
                jamais_choisi = {"utilisateur__password__startswith": UNUSABLE_PASSWORD_PREFIX}
                lignes = lignes.filter(Exists(adultes.filter(**jamais_choisi)))
            case "sans":
                lignes = lignes.filter(~Exists(adultes.filter(utilisateur__isnull=False)))
        return lignes

    def ordre(self, cle: str, valeurs: dict[str, str]) -> tuple[str, str]:
        return ORDRES[valeurs.get("ordre", "nom")]

    def ranger(self, lignes: Any, cle: str, valeurs: dict[str, str]) -> QuerySet[Foyer]:
        if valeurs.get("q") and not valeurs.get("ordre"):
            return lignes.exacts_d_abord(valeurs["q"])
        return super().ranger(lignes, cle, valeurs)

    def pour_le_fichier(self, lignes: QuerySet[Foyer]) -> QuerySet[Foyer]:
        return lignes.order_by(*ORDRES["nom"])

    def preparer(self, objets: list[Foyer]) -> list[Foyer]:
        """Each with `adultes` and `presents` (its current Rattachement rows), in two queries."""
        adultes = Responsable.objects.actuels().select_related("utilisateur")
        presents = Rattachement.objects.filter(en_vigueur(self.jour))
        presents = presents.select_related("enfant").order_by("enfant__naissance")
        prefetch_related_objects(
            objets,
            Prefetch("responsables", adultes, to_attr="adultes"),
            Prefetch("rattachements", presents, to_attr="presents"),
        )
        return objets

    preparer_le_fichier = preparer

    def foyers_de(self, objet: Foyer) -> list[int]:
        return [objet.pk]


@require_safe
@exige(VOIR)
def liste(request: RequeteConnectee) -> HttpResponse:
    return montrer(request, ListeDesFoyers, peut_creer=request.user.has_perm(CREER))


@require_POST
@exige(VOIR)
def exporter(request: RequeteConnectee) -> HttpResponse:
    return exporter_la_liste(request, ListeDesFoyers)
