"""Provisional."""
from django.shortcuts import render

from .droits import PLANIFIER, exige


@exige(PLANIFIER)
def exports(request):
    return render(request, "famille/gestion/base.html", {"titre": "Exports", "breadcrumbs_items": []})
