"""What a parent reads of the register of care."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from famille.socle.connectee import RequeteConnectee

from .lecture import soins_lus

PAR_PAGE = 20


@require_safe
def soins(request: RequeteConnectee) -> HttpResponse:
    """Those of the children of this account, on its households' days."""
    page = Paginator(soins_lus(request.user), PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "reservations/presences/soins/liste.html", {"page": page})
