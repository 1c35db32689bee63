"""Telling the centre that a child will not come, once it is too late to cancel."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from famille.foyers.les_siens import foyers_de
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_jour
from famille.socle.erreurs import Refus
from famille.socle.offres import demarches_ouvertes
from reservations.models import Reservation

from .actions import annoncer_absence, retirer_absence
from .justificatifs import reglement_des_justificatifs
from .lecture import JUSTIFICATIF, jours_a_tenir

_LIGNES_MAX = 20
_ANNONCEE = (
    "C’est noté : le centre sait que {prenom} ne vient pas {quand}. Ce jour reste facturé, sauf"
    " absence justifiée."
)
_RETIREE = "C’est noté : {prenom} est de nouveau attendu au centre {quand}."


@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: RequeteConnectee) -> HttpResponse:
    """The coming days that can no longer be cancelled: announce an absence, or take it back."""
    foyers = foyers_de(request.user)
    if not foyers:
        return render(request, "famille/foyers/sans_foyer.html")
    if request.method == "POST":
        return _noter(request)
    contexte = {
        "jours": jours_a_tenir(foyers, timezone.now()),
        "justificatif": demarches_ouvertes().get(JUSTIFICATIF),
        "carence": reglement_des_justificatifs().avis,
    }
    return render(request, "reservations/absences/absences.html", contexte)


def _noter(request: RequeteConnectee) -> HttpResponse:
    """Announce, or withdraw, for bookings of mine only."""
    cles = {cle for cle in map(entier, request.POST.getlist("reservation")) if cle is not None}
    siennes = (
        Reservation.objects.de(request.user).filter(pk__in=cles).select_related("enfant", "creneau")
    )
    lues = list(siennes)
    if not lues or len(lues) != len(cles) or len(cles) > _LIGNES_MAX:
        raise Http404("not my bookings")
    return _agir(request, lues)


def _agir(request: RequeteConnectee, lues: list[Any]) -> HttpResponse:
    retirer = request.POST.get("action") == "retirer"
    agir, phrase = (retirer_absence, _RETIREE) if retirer else (annoncer_absence, _ANNONCEE)
    try:
        agir(lues, par=request.user)
    except Refus as refus:
        messages.error(request, str(refus))
    else:
        premiere = lues[0]
        dite = phrase.format(prenom=premiere.enfant.prenom, quand=en_jour(premiere.creneau.jour))
        messages.success(
            request, dite if retirer else f"{dite} {reglement_des_justificatifs().avis}".rstrip()
        )
    return redirect("reservations:absences")
