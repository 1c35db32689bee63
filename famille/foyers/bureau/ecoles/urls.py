"""Addresses of the agents' screens of schools, under the admin."""

from django.urls import path

from . import vues

app_name = "ecoles"
urlpatterns = [
    path("", vues.liste, name="liste"),
    path("ajouter/", vues.nouvelle, name="nouvelle"),
    path("a-rapprocher/", vues.rapprochements, name="rapprochements"),
    path("a-rapprocher/dire/", vues.rapprocher, name="rapprocher"),
    path("<int:pk>/", vues.ecole, name="ecole"),
]
