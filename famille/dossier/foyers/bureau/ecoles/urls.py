"""Addresses of the agents' screens of schools, under the admin."""

from django.urls import path

from . import passage_vues, vues

app_name = "ecoles"
urlpatterns = [
    path("", vues.liste, name="liste"),
    path("ajouter/", vues.nouvelle, name="nouvelle"),
    path("a-rapprocher/", vues.rapprochements, name="rapprochements"),
    path("a-rapprocher/dire/", vues.rapprocher, name="rapprocher"),
    path("passage/", passage_vues.ville, name="passage"),
    path("passage/<int:pk>/", passage_vues.une_ecole, name="passage_ecole"),
    path("<int:pk>/", vues.ecole, name="ecole"),
]
