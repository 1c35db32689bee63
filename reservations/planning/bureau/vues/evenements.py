"""Events: the list, a new one with its dry run, the page of one, and its undoing
(docs/comprendre/planning.md)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from famille.dossier.listes.vues import montrer, vue_du_fichier
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir, fil, page
from famille.socle.erreurs import Refus
from reservations.bureau.droits import PLANIFIER, exige
from reservations.bureau.ecran import EVENEMENTS
from reservations.models import Evenement
from reservations.planning.bureau.formulaires import EvenementForm
from reservations.planning.evenements.actions import creer
from reservations.planning.evenements.lecture import APPLIQUE, ListeDesEvenements, lire_l_evenement
from reservations.planning.portee import Portee, prevoir
from reservations.planning.retrait import retirer


@require_safe
@exige(PLANIFIER)
def evenements(request: RequeteConnectee) -> HttpResponse:
    return montrer(request, ListeDesEvenements)


exporter = vue_du_fichier(ListeDesEvenements, PLANIFIER)


@require_http_methods(["GET", "POST"])
@exige(PLANIFIER)
def nouveau(request: RequeteConnectee) -> HttpResponse:
    """The form; with its values in the address, the dry run; sent, the job."""
    saisie = request.POST if request.method == "POST" else request.GET
    formulaire = EvenementForm(saisie if "nature" in saisie else None)
    apercu = None
    if formulaire.is_valid():
        if request.method == "POST":
            with agir(formulaire):
                evenement, travail = creer(**formulaire.cleaned_data, par=request.user)
                return (
                    redirect("travaux:travail", travail.pk)
                    if travail
                    else redirect("planning:evenement", evenement.pk)
                )
        else:
            apercu = prevoir(_portee(formulaire.cleaned_data))
    contexte = {
        "titre": "Nouvel événement",
        "retour": "planning:evenements",
        "form": formulaire,
        "apercu": apercu,
        "breadcrumbs_items": fil(EVENEMENTS),
    }
    gabarit = "reservations/planning/bureau/evenements/evenement_nouveau.html"
    return page(request, gabarit, contexte, refusee=formulaire.errors)


def _portee(donnees: dict[str, Any]) -> Portee:
    activites = frozenset(activite.pk for activite in donnees["activites"])
    return Portee(activites, donnees["debut"], donnees["fin"], donnees["groupe"])


@require_safe
@exige(PLANIFIER)
def evenement(request: RequeteConnectee, pk: int) -> HttpResponse:
    lu = lire_l_evenement(_trouver(pk))
    contexte = {
        "titre": lu.evenement.motif,
        "lu": lu,
        "evenement": lu.evenement,
        "annulable": _annulable(lu),
        "breadcrumbs_items": fil(EVENEMENTS),
    }
    return page(request, "reservations/planning/bureau/evenements/evenement.html", contexte)


@require_http_methods(["GET", "POST"])
@exige(PLANIFIER)
def retrait(request: RequeteConnectee, pk: int) -> HttpResponse:
    """What undoing will do, then the job that does it."""
    lu, refus = lire_l_evenement(_trouver(pk)), ""
    if request.method == "POST":
        try:
            return redirect("travaux:travail", retirer(lu.evenement, par=request.user).pk)
        except Refus as erreur:
            refus = str(erreur)
    elif not _annulable(lu):
        return redirect("planning:evenement", pk)
    contexte = {
        "titre": "Retirer l’événement",
        "lu": lu,
        "evenement": lu.evenement,
        "refus": refus,
        "breadcrumbs_items": fil(EVENEMENTS, (lu.evenement.motif, "planning:evenement", pk)),
    }
    gabarit = "reservations/planning/bureau/evenements/evenement_retrait.html"
    return page(request, gabarit, contexte, refusee=refus)


def _trouver(pk: int) -> Evenement:
    return get_object_or_404(
        Evenement.objects.select_related("par", "groupe").prefetch_related("activites"), pk=pk
    )


def _annulable(lu: Any) -> bool:
    return lu.etat == APPLIQUE and lu.evenement.fin >= timezone.localdate()
