"""The family's page of places given up, and its three gestures."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from famille.models import Foyer
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir
from reservations.models import Attente, Cession, Reservation

from . import actions
from .lecture import lire_bourse

ICI = "reservations:bourse"
_CEDEE = (
    "C’est proposé aux familles qui attendent. Le jour reste réservé et facturé tant que personne"
    " ne l’a pris : un e-mail vous le dira."
)


@require_safe
def bourse(request: RequeteConnectee) -> HttpResponse:
    foyers = list(Foyer.objects.de(request.user))
    if not foyers:
        return render(request, "famille/foyers/sans_foyer.html")
    contexte = {"page": lire_bourse(foyers, maintenant=timezone.now())}
    return render(request, "reservations/bourse/bourse.html", contexte)


@require_POST
def ceder(request: RequeteConnectee) -> HttpResponse:
    siennes = Reservation.objects.de(request.user).select_related("foyer", "creneau")
    cle = entier(request.POST.get("reservation", ""))
    if cle is None:
        raise Http404("no booking")
    la_mienne = get_object_or_404(siennes, pk=cle)
    with agir(request, _CEDEE):
        actions.ceder(la_mienne, par=request.user)
    return redirect(ICI)


@require_POST
def garder(request: RequeteConnectee, cession: UUID) -> HttpResponse:
    la_mienne = get_object_or_404(Cession.objects.de(request.user), reference=cession)
    with agir(request, "Vous gardez ce jour : il n’est plus proposé."):
        actions.retirer_la_cession(la_mienne, par=request.user)
    return redirect(ICI)


@require_POST
def prendre(request: RequeteConnectee, cession: UUID) -> HttpResponse:
    """For one of my children who waits for it; a place that none of them waits for is nobody's
    business of mine."""
    voulue = get_object_or_404(Cession, reference=cession)
    les_miennes = Attente.objects.de(request.user).filter(
        activite=voulue.activite_id, bloc=voulue.bloc
    )
    choisie = les_miennes.filter(reference=_reference(request)).first()
    if choisie is None:
        raise Http404("no wait of mine")
    with agir(request):
        demande = actions.prendre_la_place(voulue, choisie, par=request.user)
        return redirect("reservations:demande", demande.pk)
    return redirect(ICI)


def _reference(request: RequeteConnectee) -> UUID:
    try:
        return UUID(request.POST.get("attente", ""))
    except ValueError as erreur:
        raise Http404("no wait") from erreur
