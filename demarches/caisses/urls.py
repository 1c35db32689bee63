"""Under /mon-quotient/."""

from django.urls import path

from . import vues

app_name = "caisses"
urlpatterns = [
    path("<int:pk>/", vues.reponse, name="reponse"),
    path("<int:pk>/demander/", vues.demander, name="demander"),
    path("<int:pk>/retirer/", vues.retirer, name="retirer"),
]
