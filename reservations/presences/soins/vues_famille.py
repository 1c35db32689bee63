"""What a parent reads of the register of care."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from famille.models import Enfant
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from reservations.models import Soin

PAR_PAGE = 20


@require_safe
def soins(request: RequeteConnectee) -> HttpResponse:
    """Those of the children of this account, on its households' days; `?enfant=`, of one alone."""
    lus = Soin.objects.de(request.user).select_related("enfant", "activite__structure")
    cle = entier(request.GET.get("enfant"))
    enfant = Enfant.objects.de(request.user).filter(pk=cle).first() if cle else None
    if enfant:
        lus = lus.filter(enfant=enfant)
    page = Paginator(lus, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"page": page, "enfant": enfant}
    return render(request, "reservations/presences/soins/liste.html", contexte)
