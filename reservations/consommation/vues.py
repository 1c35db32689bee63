"""The consumption of a month: what was booked, whether the child came, what it costs (G11)."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from famille.foyers.les_siens import foyers_de
from famille.socle.connectee import RequeteConnectee
from reservations.lecture.filtres import Mois

from .page import lire_consommation


@require_safe
def consommation(request: RequeteConnectee, mois: str = "") -> HttpResponse:
    """One month, this one by default; only what my households have booked."""
    foyers = foyers_de(request.user)
    if not foyers:
        return render(request, "famille/foyers/sans_foyer.html")
    aujourdhui = timezone.localdate()
    lu = Mois.lire(mois, aujourdhui) if mois else Mois.du(aujourdhui)
    if lu is None:
        raise Http404("not a month")
    contexte = {
        "mois": lu,
        "precedent": _voisin(lu, -1, aujourdhui),
        "suivant": _voisin(lu, 1, aujourdhui),
        "foyers": lire_consommation(foyers, lu, timezone.now()),
        "plusieurs": len(foyers) > 1,
    }
    return render(request, "reservations/consommation/consommation.html", contexte)


def _voisin(mois: Mois, sens: int, aujourdhui: date) -> Mois | None:
    """The month beside, None beyond those that can be asked for."""
    return Mois.lire(mois.decale(sens).code, aujourdhui)
