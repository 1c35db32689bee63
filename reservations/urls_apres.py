"""What comes after "Soumettre": receipts, calendar feed, consumption, absences; included by reservations.urls."""

from django.urls import path

from . import vues_absences, vues_accuses, vues_agenda, vues_attestations, vues_consommation, vues_psu

urlpatterns = [
    path("demandes/", vues_accuses.demandes, name="demandes"),
    path("demandes/<uuid:pk>/accuse/", vues_accuses.accuse, name="accuse"),
    path("demandes/<uuid:pk>/accuse.pdf", vues_accuses.accuse, {"pdf": True}, name="accuse_pdf"),
    path("attestations/<int:pk>/", vues_attestations.attestation, name="attestation"),
    path("attestations/<int:pk>/attestation.pdf", vues_attestations.attestation, {"pdf": True}, name="attestation_pdf"),
    path("agenda/", vues_agenda.agenda, name="agenda"),
    path("consommation/", vues_consommation.consommation, name="consommation"),
    path("consommation/<str:mois>/", vues_consommation.consommation, name="consommation_du_mois"),
    path("creche/", vues_psu.estimation, name="creche"),
    path("absences/", vues_absences.absences, name="absences"),
]
