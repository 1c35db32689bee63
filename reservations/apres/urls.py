"""What comes after "Soumettre": receipts, calendar feed, consumption, absences; included by
reservations.urls."""

from django.urls import path

from reservations.absences import vues as vues_absences
from reservations.absences import vues_prevenir
from reservations.consommation import vues as vues_consommation
from reservations.presences import vues_attestations
from reservations.tarifs import vues_psu

from . import vues_accuses, vues_agenda

urlpatterns = [
    path("demandes/", vues_accuses.demandes, name="demandes"),
    path("demandes/<uuid:pk>/accuse/", vues_accuses.accuse, name="accuse"),
    path("demandes/<uuid:pk>/accuse.pdf", vues_accuses.accuse, {"pdf": True}, name="accuse_pdf"),
    path("attestations/<int:pk>/", vues_attestations.attestation, name="attestation"),
    path(
        "attestations/<int:pk>/attestation.pdf",
        vues_attestations.attestation,
        {"pdf": True},
        name="attestation_pdf",
    ),
    path("agenda/", vues_agenda.agenda, name="agenda"),
    path("consommation/", vues_consommation.consommation, name="consommation"),
    path("consommation/<str:mois>/", vues_consommation.consommation, name="consommation_du_mois"),
    path("creche/", vues_psu.estimation, name="creche"),
    path("absences/", vues_absences.absences, name="absences"),
    path("absences/prevenir/", vues_prevenir.prevenir_d_une_absence, name="prevenir"),
]
