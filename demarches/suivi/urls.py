"""The démarches' pages, for families."""

from django.urls import path

from demarches.assistant.ouverture import Ouverture
from demarches.assistant.vue import Assistant
from demarches.instruction import papiers

from . import reinscriptions, vues

app_name = "demarches"
urlpatterns = [
    path("", vues.liste, name="liste"),
    path("brouillon/<uuid:pk>/annuler/", vues.annuler, name="annuler"),
    path(
        "brouillon/<uuid:pk>/<slug:step>/",
        Assistant.as_view(url_name="demarches:etape"),
        name="etape",
    ),
    path("demande/<uuid:pk>/", vues.demande, name="demande"),
    path("demande/<uuid:pk>/retirer/", vues.retirer, name="retirer"),
    path("demande/<uuid:pk>/accuse/", papiers.accuse, name="accuse"),
    path("demande/<uuid:pk>/accuse.pdf", papiers.accuse, {"pdf": True}, name="accuse_pdf"),
    path("demande/<uuid:pk>/decision/", papiers.decision, name="decision"),
    path("demande/<uuid:pk>/decision.pdf", papiers.decision, {"pdf": True}, name="decision_pdf"),
    path("demande/<uuid:pk>/ecrire/", vues.ecrire, name="ecrire"),
    path("reinscriptions/", reinscriptions.accueil, name="reinscriptions"),
    path("reinscriptions/non/", reinscriptions.ne_revient_pas, name="ne_revient_pas"),
    path("<slug:code>/", vues.presentation, name="presentation"),
    path(
        "<slug:code>/<slug:step>/",
        Ouverture.as_view(url_name="demarches:etape"),
        name="ouvrir",
    ),
]
