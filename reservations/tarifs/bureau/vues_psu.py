"""The price of an hour of crèche, worked out at the counter. Nothing is kept."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import fil
from reservations.bureau.droits import VOIR_LES_BAREMES, exige
from reservations.tarifs.vues_psu import estimer


@require_http_methods(["GET", "POST"])
@exige(VOIR_LES_BAREMES)
def estimation(request: RequeteConnectee) -> HttpResponse:
    contexte, statut = estimer(request)
    contexte |= {"titre": "Estimer un tarif de crèche", "breadcrumbs_items": fil()}
    return render(request, "reservations/tarifs/bureau/creche.html", contexte, status=statut)
