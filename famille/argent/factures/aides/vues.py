"""A parent's page of what others pay for her."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from famille.models import DroitPayeur, Foyer
from famille.socle.connectee import RequeteConnectee

from .lecture import lire_les_aides


@require_safe
def mes_aides(request: RequeteConnectee) -> HttpResponse:
    """The rights of the households of which the account reads the invoices."""
    foyers = Foyer.objects.de(request.user)
    contexte = {
        "aides": lire_les_aides(DroitPayeur.objects.filter(foyer__in=foyers)),
        "plusieurs": len(foyers) > 1,
    }
    return render(request, "famille/factures/aides.html", contexte)
