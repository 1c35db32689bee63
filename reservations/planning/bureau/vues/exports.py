"""Ask for an export; the last ones, with their file while it is kept."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from famille.models import Travail, Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import du_au
from famille.socle.ecran import agir, fil, page
from famille.travaux.actions import lancer_un_export
from reservations.bureau.droits import PLANIFIER, exige
from reservations.planning.bureau.formulaires import ExportForm
from reservations.planning.exports import NATURES, choisies, verifier_le_nombre

_RECENTS = 10


@require_http_methods(["GET", "POST"])
@exige(PLANIFIER)
def exports(request: RequeteConnectee) -> HttpResponse:
    formulaire = ExportForm(request.POST or None)
    if request.method == "POST" and formulaire.is_valid():
        choix = formulaire.cleaned_data
        with agir(formulaire):
            verifier_le_nombre(
                choisies(choix["nature"], choix["debut"], choix["fin"], choix["activites"]).count()
            )
            return redirect("travaux:travail", _lancer(choix, par=request.user).pk)
    contexte = {
        "titre": "Exports",
        "form": formulaire,
        "travaux": Travail.objects.filter(genre="export").select_related("par")[:_RECENTS],
        "breadcrumbs_items": fil(),
    }
    gabarit = "reservations/planning/bureau/exports.html"
    return page(request, gabarit, contexte, refusee=formulaire.errors)


def _lancer(choix: dict[str, Any], *, par: Utilisateur) -> Travail:
    parametres = {
        "nature": choix["nature"],
        "format": choix["sorte"],
        "debut": choix["debut"].isoformat(),
        "fin": choix["fin"].isoformat(),
        "activites": [activite.pk for activite in choix["activites"]],
    }
    titre = f"{NATURES[choix['nature']]} {du_au(choix['debut'], choix['fin'])}"
    return lancer_un_export("export", titre, parametres, par=par)
