"""The floor: what a page costs at least here. The same middleware and session, one raw query,
minimal HTML."""

from datetime import date

from django.db import connection
from django.http import HttpResponse
from django.urls import path
from django.utils.html import escape

from portail.urls import urlpatterns as du_portail


def plancher(request):
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT e.prenom, e.nom FROM famille_enfant e JOIN famille_rattachement r ON"
            " r.enfant_id = e.id JOIN famille_responsable p ON p.foyer_id = r.foyer_id WHERE"
            " p.utilisateur_id = %s ORDER BY e.naissance",
            [request.user.pk],
        )
        lignes = "".join(
            f"<li>{escape(prenom)} {escape(nom)}</li>" for prenom, nom in curseur.fetchall()
        )
    return HttpResponse(
        f"<!doctype html><html lang=fr><title>Plancher</title><ul>{lignes}</ul></html>"
    )


CASES = """
SELECT i.enfant_id, c.activite_id, c.jour, c.moment, p.capacite - p.prises, p.ouvert, r.id IS NOT NULL
FROM famille_responsable a
JOIN famille_rattachement l ON l.foyer_id = a.foyer_id
JOIN reservations_inscription i ON i.enfant_id = l.enfant_id
JOIN reservations_creneau c ON c.activite_id = i.activite_id AND c.jour BETWEEN %s AND %s
JOIN reservations_places p ON p.creneau_id = c.id
LEFT JOIN reservations_reservation r ON r.enfant_id = i.enfant_id AND r.creneau_id = c.id
WHERE a.utilisateur_id = %s ORDER BY i.enfant_id, c.activite_id, c.jour
"""


def plancher_du_mois(request, debut, fin):
    """The créneaux of a month with the bookings of the household's children: the rows of the
    calendar, no rule."""
    with connection.cursor() as curseur:
        curseur.execute(
            CASES, [date.fromisoformat(debut), date.fromisoformat(fin), request.user.pk]
        )
        cases = "".join(
            f"<td data-c='{enfant}-{activite}-{jour}-{moment}'>{'réservé' if reserve else libres if ouvert else '—'}"
            for enfant, activite, jour, moment, libres, ouvert, reserve in curseur.fetchall()
        )
    return HttpResponse(
        f"<!doctype html><html lang=fr><title>Plancher</title><table><tr>{cases}</table></html>"
    )


urlpatterns = [
    path("plancher/", plancher),
    path("plancher/<str:debut>/<str:fin>/", plancher_du_mois),
    *du_portail,
]
