"""Asking for the list as a file: the job is followed, and its file taken, on the page of jobs
(docs/comprendre/planning.md)."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from famille.socle.erreurs import Refus
from famille.socle.tableaux import TABLEAUX, XLSX
from famille.travaux.actions import lancer

from . import url_de_la_liste
from .droits import pour_instructeurs
from .export_ecrit import choisies, verifier_le_nombre
from .forms import FiltreForm, instructeurs

GENRE = "demandes"


@require_POST
@pour_instructeurs
def exporter(request):
    """Of what the list shows: its filters come with `format`."""
    filtres = FiltreForm(request.POST, agents=instructeurs()).valeurs()
    sorte = request.POST.get("format", XLSX)
    try:
        verifier_le_nombre(choisies(filtres, agent=request.user).count())
    except Refus as refus:
        messages.error(request, str(refus))
        return redirect(url_de_la_liste())
    parametres = {"format": sorte if sorte in TABLEAUX else XLSX, "filtres": filtres}
    return redirect(
        "travaux:travail", lancer(GENRE, "Liste de demandes", parametres, par=request.user).pk
    )
