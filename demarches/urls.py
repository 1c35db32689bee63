"""The démarches' pages, for families."""

from django.urls import path

from . import views, vues_conversation, vues_papiers
from .assistant import Assistant

app_name = "demarches"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("brouillon/<uuid:pk>/annuler/", views.annuler, name="annuler"),
    path("brouillon/<uuid:pk>/<slug:step>/", Assistant.as_view(url_name="demarches:etape"), name="etape"),
    path("demande/<uuid:pk>/", views.demande, name="demande"),
    path("demande/<uuid:pk>/retirer/", views.retirer, name="retirer"),
    path("demande/<uuid:pk>/accuse/", vues_papiers.accuse, name="accuse"),
    path("demande/<uuid:pk>/accuse.pdf", vues_papiers.accuse, {"pdf": True}, name="accuse_pdf"),
    path("demande/<uuid:pk>/decision/", vues_papiers.decision, name="decision"),
    path("demande/<uuid:pk>/decision.pdf", vues_papiers.decision, {"pdf": True}, name="decision_pdf"),
    path("demande/<uuid:pk>/ecrire/", vues_conversation.ecrire, name="ecrire"),
    path("<slug:code>/", views.presentation, name="presentation"),
]
