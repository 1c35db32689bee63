"""Under /gestion/cles-api/."""

from django.urls import path

from . import vues

app_name = "cles_api"
urlpatterns = [
    path("", vues.liste, name="liste"),
    path("faire/", vues.nouvelle, name="nouvelle"),
    path("<int:pk>/", vues.cle, name="cle"),
    path("<int:pk>/revoquer/", vues.revoquer, name="revoquer"),
]
