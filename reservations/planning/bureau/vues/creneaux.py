"""Créneaux: what is open for each activity, and opening more of them after a preview."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from famille.listes.vues import montrer, vue_du_fichier
from famille.models import Travail, Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import du_au
from famille.socle.ecran import fil, page
from famille.travaux.actions import lancer
from reservations.bureau.droits import PLANIFIER, exige
from reservations.bureau.ecran import CRENEAUX
from reservations.planning.bureau.creneaux import ListeDesCreneaux
from reservations.planning.bureau.formulaires import OuvrirForm
from reservations.planning.creneaux import prevoir_creneaux

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
    return page(
        request,
        "reservations/planning/bureau/ouvrir.html",
        contexte,
        refusee=formulaire.is_bound and not formulaire.is_valid(),
    )


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
