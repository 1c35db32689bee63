"""Asking for the list as a file: the job is followed, and its file taken, on the page of jobs
(docs/comprendre/planning.md)."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from demarches.instruction.droits import pour_instructeurs
from famille.listes.vues import exporter_la_liste
from famille.socle.connectee import RequeteConnectee

from .liste import ListeDesDemandes


@require_POST
@pour_instructeurs
def exporter(request: RequeteConnectee) -> HttpResponse:
    """Of what the list shows: its filters come with `format`."""
    return exporter_la_liste(request, ListeDesDemandes)
