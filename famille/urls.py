"""The family's pages."""

from django.urls import path

from . import views, vues_documents, vues_mandats

app_name = "famille"
urlpatterns = [
    path("tableau-de-bord/", views.tableau_de_bord, name="tableau_de_bord"),
    path("ma-famille/", views.ma_famille, name="famille"),
    path("ma-famille/historique/", views.historique, name="historique"),
    path("ma-famille/enfants/<int:pk>/", views.enfant, name="enfant"),
    path("ma-famille/mandats/<slug:rum>/", vues_mandats.mandat, name="mandat"),
    path("mes-documents/<uuid:pk>/", vues_documents.document, name="document"),
]
