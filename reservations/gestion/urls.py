"""The addresses of our own screens under /gestion/planning/."""

from django.urls import path

from . import vues_creneaux, vues_exports

app_name = "planning"
urlpatterns = [
    path("creneaux/", vues_creneaux.creneaux, name="creneaux"),
    path("exports/", vues_exports.exports, name="exports"),
]
