"""The desk's addresses, under /gestion/reservations/."""

from django.urls import path

from . import ESPACE, vues_remplissage

app_name = ESPACE
urlpatterns = [
    path("remplissage/", vues_remplissage.remplissage, name="remplissage"),
    path("jour/<int:activite>/<str:jour>/", vues_remplissage.jour, name="jour"),
]
