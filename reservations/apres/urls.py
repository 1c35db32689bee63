"""What comes after "Soumettre": receipts, calendar feed, consumption, absences; included by
reservations.urls."""

from django.urls import path

from reservations.absences import vues as vues_absences
from reservations.consommation import page as consommation
from reservations.presences import attestation as attestations
from reservations.tarifs import vues_psu

from .vues import agenda, demandes

urlpatterns = [
    path("demandes/", demandes.demandes, name="demandes"),
    path("demandes/<uuid:pk>/accuse/", demandes.accuse, name="accuse"),
    path("demandes/<uuid:pk>/accuse.pdf", demandes.accuse, {"pdf": True}, name="accuse_pdf"),
    path("attestations/<int:pk>/", attestations.attestation, name="attestation"),
    path(
        "attestations/<int:pk>/attestation.pdf",
        attestations.attestation,
        {"pdf": True},
        name="attestation_pdf",
    ),
    path("agenda/", agenda.agenda, name="agenda"),
    path("consommation/", consommation.consommation, name="consommation"),
    path("consommation/<str:mois>/", consommation.consommation, name="consommation_du_mois"),
    path("creche/", vues_psu.estimation, name="creche"),
    path("absences/", vues_absences.absences, name="absences"),
    path("absences/prevenir/", vues_absences.prevenir_d_une_absence, name="prevenir"),
]
