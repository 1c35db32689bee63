"""Places of many days: a preview names the days where more is booked, and what happens to them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from famille.models import Travail, Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import du_au
from famille.socle.ecran import fil, page
from famille.travaux.actions import lancer
from reservations.bureau.droits import PLANIFIER, exige
from reservations.bureau.ecran import CRENEAUX
from reservations.planning.bureau.formulaires import PlacesForm
from reservations.planning.plusieurs_jours import ChoixCreneaux, nommer, prevoir_places

LAISSER = "laisser"


@require_http_methods(["GET", "POST"])
@exige(PLANIFIER)
def places(request: RequeteConnectee) -> HttpResponse:
    """The form; with its values in the address, the preview; sent, the job. Below what is booked it
    is only begun once the agent has said that those days keep what they have."""
    saisie = request.POST if request.method == "POST" else request.GET
    formulaire = PlacesForm(
        saisie if "debut" in saisie else None, initial={"activite": request.GET.get("pour")}
    )
    apercu = None
    if formulaire.is_valid():
        choix, capacite = _choix(formulaire.cleaned_data), formulaire.cleaned_data["capacite"]
        apercu = prevoir_places(choix, capacite)
        decide = not apercu.trop_bas or request.POST.get("trop_bas") == LAISSER
        if request.method == "POST" and apercu.creneaux and decide:
            return redirect("travaux:travail", _lancer(choix, capacite, par=request.user).pk)
    contexte = {
        "titre": "Changer les places",
        "retour": "planning:creneaux",
        "form": formulaire,
        "apercu": apercu,
        "avant": sorted(apercu.avant.items()) if apercu else [],
        "trop_bas": [(nommer(creneau), creneau.places.prises) for creneau in apercu.trop_bas]
        if apercu
        else [],
        "breadcrumbs_items": fil(CRENEAUX),
    }
    gabarit = "reservations/planning/bureau/places.html"
    return page(request, gabarit, contexte, refusee=formulaire.errors)


def _choix(donnees: dict[str, Any]) -> ChoixCreneaux:
    return ChoixCreneaux(
        activite=donnees["activite"],
        debut=donnees["debut"],
        fin=donnees["fin"],
        jours=frozenset(donnees["jours"]),
        moments=frozenset(donnees["moments"]),
    )


def _lancer(choix: ChoixCreneaux, capacite: int | None, *, par: Utilisateur) -> Travail:
    parametres = {
        "activite": choix.activite.pk,
        "debut": choix.debut.isoformat(),
        "fin": choix.fin.isoformat(),
        "jours": sorted(choix.jours),
        "moments": sorted(choix.moments),
        "capacite": capacite,
    }
    titre = f"{capacite} places à {choix.activite}, {du_au(choix.debut, choix.fin)}"
    return lancer("places", titre, parametres, par=par)
