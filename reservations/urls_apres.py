"""What comes after "Soumettre": receipts, calendar feed, consumption, absences; included by reservations.urls."""

from django.urls import path

from . import vues_absences, vues_accuses, vues_agenda, vues_consommation

urlpatterns = [
    path("demandes/", vues_accuses.demandes, name="demandes"),
    path("demandes/<uuid:pk>/accuse/", vues_accuses.accuse, name="accuse"),
    path("agenda/", vues_agenda.agenda, name="agenda"),
    path("consommation/", vues_consommation.consommation, name="consommation"),
    path("consommation/<str:mois>/", vues_consommation.consommation, name="consommation_du_mois"),
    path("absences/", vues_absences.absences, name="absences"),
]
