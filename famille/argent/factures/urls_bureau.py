"""The agents' addresses of the invoices, under /gestion/factures/."""

from django.urls import path

from famille.dossier.foyers.bureau.droits import VOIR_LES_FACTURES as VOIR
from famille.dossier.listes.vues import vue_du_fichier

from . import bureau
from .liste import ListeDesFactures, ListeDesLignesARevoir

app_name = "factures"
urlpatterns = [
    path("", bureau.liste, name="liste"),
    path("exporter/", vue_du_fichier(ListeDesFactures, VOIR), name="exporter"),
    path("a-revoir/", bureau.a_revoir, name="a_revoir"),
    path(
        "a-revoir/exporter/", vue_du_fichier(ListeDesLignesARevoir, VOIR), name="a_revoir_exporter"
    ),
    path("fiscales/", bureau.fiscales_par_courrier, name="fiscales_par_courrier"),
    path(
        "fiscales/<slug:foyer>/<int:annee>/", bureau.attestation_fiscale, name="attestation_fiscale"
    ),
    path(
        "fiscales/<slug:foyer>/<int:annee>/attestation.pdf",
        bureau.attestation_fiscale,
        {"pdf": True},
        name="attestation_fiscale_pdf",
    ),
    path("<slug:numero>/", bureau.facture, name="facture"),
    path("<slug:numero>/a-imprimer/", bureau.papier, name="facture_papier"),
    path("<slug:numero>/facture.pdf", bureau.papier, {"pdf": True}, name="facture_pdf"),
    path("<slug:numero>/envoyer/", bureau.renvoyer, name="renvoyer"),
    path("<slug:numero>/corriger/", bureau.corriger, name="corriger"),
]
