"""The démarches' pages, for families."""

from django.urls import path

from . import views, vues_conversation
from .assistant import Assistant

app_name = "demarches"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("brouillon/<uuid:pk>/annuler/", views.annuler, name="annuler"),
    path("brouillon/<uuid:pk>/<slug:step>/", Assistant.as_view(url_name="demarches:etape"), name="etape"),
    path("demande/<uuid:pk>/", views.demande, name="demande"),
    path("demande/<uuid:pk>/retirer/", views.retirer, name="retirer"),
    path("demande/<uuid:pk>/accuse/", views.accuse, name="accuse"),
    path("demande/<uuid:pk>/ecrire/", vues_conversation.ecrire, name="ecrire"),
    path("<slug:code>/", views.presentation, name="presentation"),
]
