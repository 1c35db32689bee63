"""The screen that asks for the whole town in one file."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from famille.foyers.bureau.droits import exige
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import fil, page
from famille.socle.erreurs import Refus

from .actions import EXPORTER, FORMATS, lancer_l_export
from .tables import tables


@require_http_methods(["GET", "POST"])
@exige(EXPORTER)
def export(request: RequeteConnectee) -> HttpResponse:
    """`format`: one of FORMATS."""
    sorte = request.POST.get("format", "")
    if request.method == "POST" and sorte in FORMATS:
        try:
            return redirect("travaux:travail", lancer_l_export(sorte, par=request.user).pk)
        except Refus as refus:
            messages.error(request, str(refus))
    contexte = {
        "tables": [(table.nom, table.lignes().count()) for table in tables()],
        "titre": "Exporter tous les dossiers",
        "breadcrumbs_items": fil(),
    }
    return page(request, "famille/reprise/export.html", contexte)
