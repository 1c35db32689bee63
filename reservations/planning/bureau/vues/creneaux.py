"""Créneaux: the list of the activities that are booked, with those that each has to come; opening
more of them after a preview."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from django import forms
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from famille.dossier.listes.declaration import Colonne, Filtres, Liste, Onglet
from famille.dossier.listes.vues import montrer, vue_du_fichier
from famille.models import Travail, Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import du_au
from famille.socle.ecran import fil, page
from famille.travaux.actions import lancer
from reservations.bureau.droits import PLANIFIER, exige
from reservations.bureau.ecran import CRENEAUX
from reservations.models import Activite, Creneau, Structure
from reservations.planning.bureau.formulaires import OuvrirForm
from reservations.planning.creneaux import prevoir_creneaux

SANS = "sans"  # the tab of those that have none


@dataclass(frozen=True)
class ActiviteOuverte:
    """What an activity has from today on; None: it has nothing to come, or no place counted."""

    activite: Activite
    dernier: date | None
    nombre: int = 0
    places_min: int | None = None
    places_max: int | None = None
    prises: int | None = None
    capacites: int | None = None


def _a_venir(jour: date) -> QuerySet[Creneau]:
    """The créneaux to come of the outer query's activity."""
    return Creneau.objects.filter(activite=OuterRef("pk"), jour__gte=jour).order_by("-jour")


def _sans_creneau(lignes: QuerySet[Activite]) -> QuerySet[Activite]:
    return lignes.filter(~Exists(_a_venir(timezone.localdate())))


class FiltreCreneauxForm(Filtres):
    q = forms.CharField(
        label="Activité ou structure",
        help_text="Activité, structure",
        required=False,
        max_length=100,
    )
    structure = forms.ModelChoiceField(
        Structure.objects.all(), label="Structure", required=False, empty_label="Toutes"
    )


class ListeDesCreneaux(Liste):
    titre = "Créneaux"
    adresse = "planning:creneaux"
    gabarit = "reservations/planning/bureau/creneaux/liste.html"
    cellules = "reservations/planning/bureau/creneaux/colonnes.html"
    colonnes = (
        Colonne("activite", "Activité", attrgetter("activite.nom"), tri=("structure__nom", "nom")),
        Colonne("structure", "Structure", attrgetter("activite.structure.nom")),
        Colonne("dernier", "Ouverts jusqu’au", attrgetter("dernier"), tri=("dernier",)),
        Colonne("nombre", "Créneaux à venir", attrgetter("nombre"), classe="pfg-nombre"),
        Colonne("places", "Places par créneau", classe="pfg-nombre"),
        Colonne("places_min", "Places par créneau, au moins", attrgetter("places_min")),
        Colonne("places_max", "Places par créneau, au plus", attrgetter("places_max")),
        Colonne("prises", "Réservées", attrgetter("prises"), classe="pfg-nombre"),
        Colonne("capacites", "Places à venir", attrgetter("capacites")),
        Colonne("geste", "Que faire"),
    )
    ecran = ("activite", "dernier", "nombre", "places", "prises", "geste")
    fichier = (
        *("structure", "activite", "dernier", "nombre"),
        *("places_min", "places_max", "prises", "capacites"),
    )
    genre, adresse_du_fichier = "liste-des-creneaux", "planning:creneaux_exporter"
    onglets = (Onglet("", "Toutes"), Onglet(SANS, "Sans créneau à venir", _sans_creneau))
    filtres = FiltreCreneauxForm
    coche = "pour"  # as the form that opens some reads it
    une_ligne, des_lignes = "activité", "activités"

    def base(self) -> Any:
        """Those that families book, and the others that still have créneaux to come; each with its
        last day alone: the other figures are counted for those of a page."""
        dernier = Subquery(_a_venir(self.jour).values("jour")[:1])
        actives = Q(pk__in=Activite.objects.actives().values("pk"))
        return (
            Activite.objects.filter(actives | Q(Exists(_a_venir(self.jour))))
            .select_related("structure")
            .annotate(dernier=dernier)
        )

    def filtrer(self, lignes: QuerySet[Activite], valeurs: dict[str, Any]) -> QuerySet[Activite]:
        if "structure" in valeurs:
            lignes = lignes.filter(structure=valeurs["structure"])
        for mot in valeurs.get("q", "").split():
            lignes = lignes.filter(Q(nom__icontains=mot) | Q(structure__nom__icontains=mot))
        return lignes

    def ordre(self, cle: str, valeurs: dict[str, Any]) -> tuple[str, ...]:
        return ("structure__nom", "nom", "pk")

    def preparer(self, objets: list[Any]) -> Iterable[ActiviteOuverte]:
        """Of rows of `base`. One query."""
        siens = Creneau.objects.filter(activite__in=objets, jour__gte=self.jour).order_by()
        comptees: Iterable[Any] = siens.values("activite").annotate(
            nombre=Count("pk"),
            places_min=Min("places__capacite"),
            places_max=Max("places__capacite"),
            prises=Sum("places__prises"),
            capacites=Sum("places__capacite"),
        )
        lus = {un.pop("activite"): un for un in comptees}
        return [ActiviteOuverte(une, une.dernier, **lus.get(une.pk, {})) for une in objets]

    def cle_de(self, ligne: ActiviteOuverte) -> int:
        return ligne.activite.pk

    def pour_le_fichier(self, lignes: QuerySet[Activite]) -> QuerySet[Activite]:
        return lignes.order_by(*self.ordre("", {}))

    preparer_le_fichier = preparer

    def foyers_de(self, objet: Activite) -> tuple[int, ...]:
        """None: the list counts places, and names nobody."""
        return ()


_RECENTS = 5


@require_safe
@exige(PLANIFIER)
def creneaux(request: RequeteConnectee) -> HttpResponse:
    """The créneaux to come of each activity, and the last jobs."""
    travaux = Travail.objects.filter(genre__in=["creneaux", "places"]).select_related("par")
    return montrer(request, ListeDesCreneaux, travaux=travaux[:_RECENTS])


exporter = vue_du_fichier(ListeDesCreneaux, PLANIFIER)


@require_http_methods(["GET", "POST"])
@exige(PLANIFIER)
def ouvrir(request: RequeteConnectee) -> HttpResponse:
    """The form; with its values in the address, the preview; sent, the job."""
    saisie = request.POST if request.method == "POST" else request.GET
    formulaire = OuvrirForm(
        saisie if "debut" in saisie else None, initial={"activites": request.GET.getlist("pour")}
    )
    apercus = []
    if formulaire.is_valid():
        choix = formulaire.cleaned_data
        apercus = [
            (activite, prevoir_creneaux(activite, choix["debut"], choix["fin"]))
            for activite in choix["activites"]
        ]
        if request.method == "POST":
            return redirect("travaux:travail", _lancer(choix, apercus, par=request.user).pk)
    contexte = {
        "titre": "Ouvrir des créneaux",
        "retour": "planning:creneaux",
        "form": formulaire,
        "apercu": apercus,
        "crees": sum(bilan.crees for _activite, bilan in apercus),
        "breadcrumbs_items": fil(CRENEAUX),
    }
    gabarit = "reservations/planning/bureau/ouvrir.html"
    return page(request, gabarit, contexte, refusee=formulaire.errors)


def _lancer(choix: dict[str, Any], apercus: list[tuple[Any, Any]], *, par: Utilisateur) -> Travail:
    parametres = {
        "activites": [activite.pk for activite, _bilan in apercus],
        "avant": {str(activite.pk): bilan.deja for activite, bilan in apercus},
        "debut": choix["debut"].isoformat(),
        "fin": choix["fin"].isoformat(),
        "capacite": choix["capacite"],
    }
    titre = f"Créneaux {du_au(choix['debut'], choix['fin'])}"
    return lancer("creneaux", titre, parametres, par=par)
