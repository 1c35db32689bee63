"""Under /gestion/webhooks/."""

from django.urls import path

from . import vues

app_name = "webhooks"
urlpatterns = [
    path("", vues.liste, name="liste"),
    path("ajouter/", vues.nouveau, name="nouveau"),
    path("<int:pk>/", vues.webhook, name="webhook"),
    path("<int:pk>/modifier/", vues.modifier, name="modifier"),
    path("<int:pk>/secret/", vues.changer_le_secret, name="secret"),
    path("<int:pk>/arreter/", vues.arreter, name="arreter"),
    path("<int:pk>/rouvrir/", vues.rouvrir, name="rouvrir"),
    path("envois/<uuid:pk>/renvoyer/", vues.renvoyer, name="renvoyer"),
]
