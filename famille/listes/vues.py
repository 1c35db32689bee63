"""Showing a list."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from famille.socle.erreurs import Refus

from . import export
from .chemin import retenir
from .declaration import Liste
from .lecture import lire


def montrer(request: HttpRequest, sorte: type[Liste], **contexte) -> HttpResponse:
    """The page of the list that the address asks for; `contexte` is for the subject's own
    template."""
    liste = sorte(request.user)
    lue = lire(liste, request)
    suite = retenir(request, sorte) if sorte.se_suit else ""
    return render(
        request, liste.gabarit, contexte | {"titre": liste.titre, "lue": lue, "suite": suite}
    )


def exporter_la_liste(request: HttpRequest, sorte: type[Liste]) -> HttpResponse:
    """Begin the job that writes what the list shows: its address is posted, with `format`."""
    try:
        travail = export.demander(sorte, request.POST, par=request.user)
    except Refus as refus:
        messages.error(request, str(refus))
        return redirect(sorte.adresse)
    return redirect("travaux:travail", travail.pk)
