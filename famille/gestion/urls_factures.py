"""The agents' addresses of the invoices, under /gestion/factures/."""

from django.urls import path

from . import vues_factures

app_name = "factures"
urlpatterns = [
    path("", vues_factures.liste, name="liste"),
    path("a-revoir/", vues_factures.a_revoir, name="a_revoir"),
    path("<slug:numero>/", vues_factures.facture, name="facture"),
    path("<slug:numero>/a-imprimer/", vues_factures.papier, name="facture_papier"),
    path("<slug:numero>/facture.pdf", vues_factures.papier, {"pdf": True}, name="facture_pdf"),
    path("<slug:numero>/corriger/", vues_factures.corriger, name="corriger"),
]
