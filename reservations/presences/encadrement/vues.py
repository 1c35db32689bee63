"""The number of animators, said on the list itself."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir
from famille.socle.erreurs import Refus
from reservations.planning.directions import activites_dirigees
from reservations.presences.choix import lire_le_choix
from reservations.presences.entree import activite_demandee, activites_du_compte, entree

from .actions import COMBIEN, prevoir


@require_POST
@entree
def encadrement(request: RequeteConnectee) -> HttpResponse:
    """`animateurs`, `deplacement`; the address says the list, and its day."""
    choix = lire_le_choix(request.GET)
    activite = activite_demandee(activites_du_compte(request, activites_dirigees), choix.activite)
    if activite is None or choix.jour is None:
        raise Http404
    animateurs = entier(request.POST.get("animateurs", "").strip())
    with agir(request):
        if animateurs is None:
            raise Refus(COMBIEN)
        prevoir(
            activite,
            choix.jour,
            animateurs=animateurs,
            deplacement="deplacement" in request.POST,
            par=request.user,
        )
    return redirect(f"{reverse('presences:liste')}?{choix.adresse}")
