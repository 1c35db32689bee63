"""The views of a list: show it, export it, keep a view of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from famille.comptes.droits import exige
from famille.models import VueDeListe
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir

from . import export
from .actions import garder_la_vue, oublier_la_vue
from .chemin import retenir
from .declaration import Liste
from .lecture import A_DES_VUES, COCHER, lire


def montrer(request: RequeteConnectee, sorte: type[Liste], **contexte: Any) -> HttpResponse:
    """The page that the address asks for; `contexte` is for the subject's own template."""
    liste = sorte(request.user)
    lue = lire(liste, request)
    contexte |= {
        "titre": liste.titre,
        "lue": lue,
        "tout_coche": sorte.coche and request.GET.get(COCHER) == "toutes",
        "suite": retenir(request, sorte) if sorte.se_suit else "",
        "vues": (
            VueDeListe.objects.filter(par=liste.agent.pk, liste=sorte.adresse)
            if getattr(request, A_DES_VUES, True)
            else []
        ),
    }
    return render(request, liste.gabarit, contexte)


def exporter_la_liste(request: RequeteConnectee, sorte: type[Liste]) -> HttpResponse:
    """Begin the job that writes what the list shows: its address is posted, with `format`."""
    with agir(request):
        travail = export.demander(sorte, request.POST, par=request.user)
        return redirect("travaux:travail", travail.pk)
    return redirect(sorte.adresse)


def vue_du_fichier(sorte: type[Liste], droit: str) -> Callable[..., HttpResponse]:
    """The view that exports this list, for agents with `droit`."""

    @require_POST
    @exige(droit)
    def exporter(request: RequeteConnectee) -> HttpResponse:
        return exporter_la_liste(request, sorte)

    return exporter


@require_POST
def garder(request: RequeteConnectee) -> HttpResponse:
    """Keep this tab, these filters and this order of a list: `liste`, `nom`, `adresse`."""
    liste, adresse = request.POST.get("liste", ""), request.POST.get("adresse", "")[:1000]
    if liste not in {sorte.adresse for sorte in Liste.__subclasses__()}:
        raise Http404("no such list")
    with agir(request):
        vue = garder_la_vue(liste, request.POST.get("nom", ""), adresse, par=request.user)
        messages.success(request, f"La vue « {vue} » est gardée : elle est au-dessus de la liste.")
        return redirect(f"{reverse(liste)}?{vue.adresse}")
    return redirect(f"{reverse(liste)}?{QueryDict(adresse).urlencode()}")


@require_POST
def oublier(request: RequeteConnectee, pk: int) -> HttpResponse:
    vue = get_object_or_404(VueDeListe, pk=pk, par=request.user)
    oublier_la_vue(vue, par=request.user)
    messages.success(request, f"La vue « {vue} » est retirée.")
    return redirect(vue.liste)
