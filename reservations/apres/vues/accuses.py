"""The receipts of submissions: one to print, and the list of them all (D1, G29)."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from famille.foyers.les_siens import foyers_de
from famille.papiers import repondre
from famille.socle.connectee import RequeteConnectee
from reservations.apres.accuses import resumer
from reservations.apres.papiers import feuille_de_l_accuse
from reservations.models import DemandeReservation

PAR_PAGE = 20


@require_safe
def demandes(request: RequeteConnectee) -> HttpResponse:
    """All that my households have submitted, refused submissions included, a page at a time."""
    foyers = foyers_de(request.user)
    if not foyers:
        return render(request, "famille/foyers/sans_foyer.html")
    siennes = DemandeReservation.objects.filter(foyer__in=foyers).order_by("-soumise_le", "-pk")
    lot = Paginator(siennes.select_related("foyer"), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"lot": lot, "lignes": resumer(lot), "plusieurs": len(foyers) > 1}
    return render(request, "reservations/apres/demandes.html", contexte)


@require_safe
def accuse(request: RequeteConnectee, pk: UUID, *, pdf: bool = False) -> HttpResponse:
    """The receipt of one submission, to keep or to print."""
    siennes = DemandeReservation.objects.de(request.user).select_related("foyer", "par")
    return repondre(request, feuille_de_l_accuse(get_object_or_404(siennes, pk=pk)), pdf=pdf)
