"""The list of registrations; making, changing and ending one are in vues/inscriptions.py."""

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse, HttpResponseNotAllowed
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils import timezone

from famille.listes.declaration import Colonne, Filtres, Liste, Onglet
from famille.listes.vues import exporter_la_liste, montrer
from famille.models import Enfant, Foyer, Rattachement
from famille.socle.connectee import RequeteConnectee
from reservations.bureau import base
from reservations.bureau.droits import SansSuppression
from reservations.models import Inscription, Structure

from .vues import inscriptions as vues

if TYPE_CHECKING:
    from reservations.models.activites import InscriptionQuerySet


PREFIXE = "inscriptions"


class FiltreInscriptionsForm(Filtres):
    q = forms.CharField(
        label="Enfant, parent, dossier, adresse e-mail ou téléphone",
        help_text="Enfant, parent, dossier, e-mail",
        required=False,
        max_length=100,
    )
    structure = forms.ModelChoiceField(
        Structure.objects.all(), label="Structure", required=False, empty_label="Toutes"
    )


class ListeDesInscriptions(Liste):
    titre = "Inscriptions"
    adresse = f"{PREFIXE}_modeladmin_index"
    gabarit = "reservations/planning/bureau/inscriptions/liste.html"
    cellules = "reservations/planning/bureau/inscriptions/colonnes.html"
    colonnes = (
        Colonne("enfant", "Enfant", tri=("enfant__nom", "enfant__prenom", "enfant")),
        Colonne("nom", "Nom", attrgetter("enfant.nom")),
        Colonne("prenom", "Prénom", attrgetter("enfant.prenom")),
        Colonne("naissance", "Né le", attrgetter("enfant.naissance")),
        Colonne("structure", "Structure", attrgetter("activite.structure.nom")),
        Colonne(
            "activite",
            "Activité",
            attrgetter("activite.nom"),
            tri=("activite__structure__nom", "activite__nom"),
        ),
        Colonne("du", "Du", attrgetter("debut"), tri=("debut",), classe="pfg-chiffres"),
        Colonne("au", "Au", attrgetter("fin"), tri=("fin",), sans_fin=True, classe="pfg-chiffres"),
        Colonne("geste", "Inscription"),
    )
    ecran = ("enfant", "activite", "du", "au", "geste")
    fichier = ("nom", "prenom", "naissance", "structure", "activite", "du", "au")
    genre, adresse_du_fichier = "inscriptions", f"{PREFIXE}_modeladmin_exporter"
    onglets = (
        Onglet("", "Toutes"),
        Onglet("en-cours", "En cours", lambda lignes: lignes.au(timezone.localdate())),
        Onglet("a-venir", "À venir", lambda lignes: lignes.filter(debut__gt=timezone.localdate())),
        Onglet("finies", "Terminées", lambda lignes: lignes.filter(fin__lt=timezone.localdate())),
    )
    filtres = FiltreInscriptionsForm
    par_cles = True
    compte_max = 9_990
    une_ligne, des_lignes = "inscription", "inscriptions"

    def base(self) -> "InscriptionQuerySet":
        return Inscription.objects.select_related("enfant", "activite__structure")

    def filtrer(
        self, lignes: QuerySet[Inscription], valeurs: dict[str, Any]
    ) -> QuerySet[Inscription]:
        """By a child, a parent, a number, a mail, as households are found; accents do not
        matter."""
        if "structure" in valeurs:
            lignes = lignes.filter(activite__structure=valeurs["structure"])
        if "q" in valeurs:
            foyers = Foyer.objects.cherches(valeurs["q"].replace("\0", ""))
            lignes = lignes.filter(enfant__in=Enfant.objects.du(foyers))
        return lignes

    def ordre(self, cle: str, valeurs: dict[str, Any]) -> tuple[str, str]:
        return ("-debut", "-pk")

    def pour_le_fichier(self, lignes: QuerySet[Inscription]) -> QuerySet[Inscription]:
        ouvertes = Rattachement.objects.filter(fin=None)
        siennes = Prefetch("enfant__rattachements", ouvertes, to_attr="ouverts")
        return lignes.prefetch_related(siennes).order_by("enfant__nom", "enfant__prenom", "pk")

    def foyers_de(self, objet: Any) -> list[int]:
        """Of a row of `pour_le_fichier`."""
        return [rattachement.foyer_id for rattachement in objet.enfant.ouverts]


class InscriptionsAdmin(base.Liste):
    model = Inscription
    base_url_path = PREFIXE
    menu_label = "Inscriptions"
    menu_icon = "form"
    menu_order = 60
    ajouter = "Inscrire un enfant"
    permission_helper_class = SansSuppression

    def get_admin_urls_for_registration(
        self,
    ) -> tuple[URLPattern, URLPattern, URLPattern, URLPattern, URLPattern]:
        """The list and the writes are functions of ours; a write calls an action."""
        return (
            path(f"{PREFIXE}/", self.liste, name=f"{PREFIXE}_modeladmin_index"),
            path(f"{PREFIXE}/exporter/", self.exporter, name=f"{PREFIXE}_modeladmin_exporter"),
            path(f"{PREFIXE}/ajouter/", vues.ajouter, name=f"{PREFIXE}_modeladmin_create"),
            path(f"{PREFIXE}/<int:pk>/", vues.modifier, name=f"{PREFIXE}_modeladmin_edit"),
            path(
                f"{PREFIXE}/<int:pk>/effacer/", vues.effacer, name=f"{PREFIXE}_modeladmin_effacer"
            ),
        )

    def liste(self, request: RequeteConnectee) -> HttpResponse:
        self._verifier(request)
        return montrer(request, ListeDesInscriptions)

    def exporter(self, request: RequeteConnectee) -> HttpResponse:
        self._verifier(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return exporter_la_liste(request, ListeDesInscriptions)

    def _verifier(self, request: RequeteConnectee) -> None:
        if not self.permission_helper.user_can_list(request.user):
            raise PermissionDenied
