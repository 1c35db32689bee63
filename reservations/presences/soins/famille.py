"""What a parent reads of the register of care: that evening and the day after on the dashboard, and
all of it on a page."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from famille.dossier.tableau_de_bord.panneaux import Panneau
from famille.models import Enfant, Foyer
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from reservations.calendrier.choses_a_faire import choses_de
from reservations.models import Soin
from reservations.models.soins import RECENTS


class PanneauDesSoins(Panneau):
    """Health: of the children that are open to the account only. One query, where there is
    something to tell."""

    gabarit = "reservations/presences/soins/panneau.html"
    ordre = 5

    def lire(self, request: RequeteConnectee, foyers: list[Foyer]) -> None:
        maintenant = timezone.now()
        a_dire = choses_de(request, foyers, maintenant=maintenant).a_des_soins
        recents = Soin.objects.de(request.user).filter(le__gte=maintenant - RECENTS)
        self.soins = list(recents.select_related("enfant", "activite__structure")) if a_dire else []

    def carte(self) -> dict[str, Any] | None:
        return {"soins": self.soins} if self.soins else None


PAR_PAGE = 20


@require_safe
def soins(request: RequeteConnectee) -> HttpResponse:
    """The care of the account's children, on its households' days; `?enfant=`: of one only."""
    lus = Soin.objects.de(request.user).select_related("enfant", "activite__structure")
    cle = entier(request.GET.get("enfant"))
    enfant = Enfant.objects.de(request.user).filter(pk=cle).first() if cle else None
    if enfant:
        lus = lus.filter(enfant=enfant)
    page = Paginator(lus, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"page": page, "enfant": enfant}
    return render(request, "reservations/presences/soins/liste.html", contexte)
