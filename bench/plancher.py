"""The floor: what a page costs at least here. The same middleware and session, one raw query, minimal HTML."""

from django.db import connection
from django.http import HttpResponse
from django.urls import include, path
from django.utils.html import escape


def plancher(request):
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT e.prenom, e.nom FROM famille_enfant e"
            " JOIN famille_rattachement r ON r.enfant_id = e.id"
            " JOIN famille_responsable p ON p.foyer_id = r.foyer_id WHERE p.utilisateur_id = %s ORDER BY e.naissance",
            [request.user.pk],
        )
        lignes = "".join(f"<li>{escape(prenom)} {escape(nom)}</li>" for prenom, nom in curseur.fetchall())
    return HttpResponse(f"<!doctype html><html lang=fr><title>Plancher</title><ul>{lignes}</ul></html>")


urlpatterns = [path("plancher/", plancher), path("", include("portail.urls"))]
