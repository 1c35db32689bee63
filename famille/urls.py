"""The family's pages."""

from django.urls import path

from .argent.factures import vues as vues_factures
from .argent.factures.aides import vues as vues_aides
from .argent.paiement import vues as vues_paiements
from .argent.prelevement import vues as vues_mandats
from .dossier.documents import vues as vues_documents
from .dossier.documents import vues_coffre
from .dossier.foyers import vues as vues_foyers
from .dossier.foyers.acces import vues as vues_acces
from .dossier.messages import vues as vues_messages
from .dossier.tableau_de_bord.panneaux import tableau_de_bord
from .mouvements.donnees import vues as vues_donnees
from .mouvements.invitations import vues as vues_invitations

app_name = "famille"
urlpatterns = [
    path("tableau-de-bord/", tableau_de_bord, name="tableau_de_bord"),
    path("communes/<str:code>/", vues_foyers.communes, name="communes"),
    path("ma-famille/historique/", vues_foyers.historique, name="historique"),
    path("ma-famille/consultations/", vues_foyers.consultations, name="consultations"),
    path("ma-famille/enfants/<int:pk>/", vues_foyers.enfant, name="enfant"),
    path("ma-famille/mandats/<slug:rum>/", vues_mandats.mandat, name="mandat"),
    path(
        "ma-famille/mandats/<slug:rum>/mandat.pdf",
        vues_mandats.mandat,
        {"pdf": True},
        name="mandat_pdf",
    ),
    path("ma-famille/acces/", vues_acces.acces, name="acces"),
    path(
        "ce-n-est-pas-moi/<str:jeton>/",
        vues_acces.contester_adresse,
        name="contester_adresse",
    ),
    path("invitation/", vues_invitations.invitation, name="invitation"),
    path("invitation/adresse/", vues_invitations.adresse, name="invitation_adresse"),
    path("invitation/<str:code>/", vues_invitations.invitation, name="invitation_code"),
    path("ma-famille/acces/courrier/", vues_invitations.par_courrier, name="acces_par_courrier"),
    path("ma-famille/acces/<int:pk>/confirmer/", vues_acces.confirmer, name="confirmer_acces"),
    path("durees-de-conservation/", vues_donnees.conservation, name="conservation"),
    path("mes-donnees/copie/", vues_donnees.mes_copies, name="mes_copies"),
    path("mes-donnees/copie/<str:jeton>/", vues_donnees.copie, name="copie"),
    path("mes-documents/", vues_coffre.documents, name="documents"),
    path("mes-documents/du-portail/", vues_coffre.papiers, name="papiers"),
    path("mes-documents/<uuid:pk>/", vues_documents.document, name="document"),
    path("mes-documents/<uuid:pk>/vignette.jpg", vues_documents.vignette, name="vignette"),
    path("mes-documents/<uuid:pk>/apercu/", vues_coffre.apercu, name="apercu"),
    path("mes-documents/<uuid:pk>/supprimer/", vues_coffre.supprimer, name="supprimer_document"),
    path("mes-messages/", vues_messages.liste, name="messages"),
    path("mes-messages/ecrire/", vues_messages.ecrire, name="ecrire"),
    path("mes-messages/<int:pk>/", vues_messages.fil, name="fil"),
    path(
        "mes-messages/notifications/lues/",
        vues_messages.lire_notifications,
        name="lire_notifications",
    ),
    path("mes-messages/notifications/<int:pk>/", vues_messages.notification, name="notification"),
    path("mes-factures/", vues_factures.factures, name="factures"),
    path("mes-factures/aides/", vues_aides.mes_aides, name="aides"),
    path(
        "mes-factures/en-plusieurs-fois/<int:pk>/payer/",
        vues_paiements.payer_echeance,
        name="payer_echeance",
    ),
    path("mes-factures/payer/", vues_paiements.payer, name="payer"),
    path("mes-factures/paiements/<slug:reference>/", vues_paiements.paiement, name="paiement"),
    path("mes-factures/recus/<slug:numero>/", vues_paiements.recu, name="recu"),
    path(
        "mes-factures/recus/<slug:numero>/recu.pdf",
        vues_paiements.recu,
        {"pdf": True},
        name="recu_pdf",
    ),
    path(
        "mes-factures/attestation-fiscale/<slug:foyer>/<int:annee>/",
        vues_factures.attestation_fiscale,
        name="attestation_fiscale",
    ),
    path(
        "mes-factures/attestation-fiscale/<slug:foyer>/<int:annee>/attestation.pdf",
        vues_factures.attestation_fiscale,
        {"pdf": True},
        name="attestation_fiscale_pdf",
    ),
    path("mes-factures/<slug:numero>/", vues_factures.facture, name="facture"),
    path("mes-factures/<slug:numero>/a-imprimer/", vues_factures.papier, name="facture_papier"),
    path(
        "mes-factures/<slug:numero>/facture.pdf",
        vues_factures.papier,
        {"pdf": True},
        name="facture_pdf",
    ),
    path("mes-factures/<slug:numero>/question/", vues_factures.question, name="question_facture"),
]
