"""The dashboard: what is to be done, what goes on, what is new; a panel each."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from famille.foyers.les_siens import foyers_de
from famille.models import Facture
from famille.socle.connectee import RequeteConnectee
from famille.tableau_de_bord.panneaux import composer


@require_safe
def tableau_de_bord(request: RequeteConnectee) -> HttpResponse:
    foyers = foyers_de(request.user)
    if not foyers:
        quittes = {"factures": Facture.objects.de(request.user).exists()}
        return render(request, "famille/foyers/sans_foyer.html", quittes)
    contexte = composer(request, foyers) | {"foyers": foyers}
    return render(request, "famille/tableau_de_bord/tableau_de_bord.html", contexte)
