"""Provisional."""
from django.shortcuts import render

from .droits import PLANIFIER, exige


@exige(PLANIFIER)
def creneaux(request):
    return render(request, "famille/gestion/base.html", {"titre": "Créneaux", "breadcrumbs_items": []})
