"""The addresses of our own screens under /gestion/planning/."""

from django.urls import path

from . import vues_creneaux, vues_evenements, vues_exports, vues_places, vues_travaux

app_name = "planning"
urlpatterns = [
    path("creneaux/", vues_creneaux.creneaux, name="creneaux"),
    path("creneaux/ouvrir/", vues_creneaux.ouvrir, name="ouvrir"),
    path("creneaux/places/", vues_places.places, name="places"),
    path("evenements/", vues_evenements.evenements, name="evenements"),
    path("evenements/nouveau/", vues_evenements.nouveau, name="evenement_nouveau"),
    path("evenements/<int:pk>/", vues_evenements.evenement, name="evenement"),
    path("evenements/<int:pk>/retirer/", vues_evenements.retrait, name="evenement_retrait"),
    path("exports/", vues_exports.exports, name="exports"),
    path("travaux/<uuid:pk>/", vues_travaux.travail, name="travail"),
    path("travaux/<uuid:pk>/reprendre/", vues_travaux.reprise, name="reprise"),
    path("travaux/<uuid:pk>/fichier/", vues_travaux.fichier, name="fichier"),
]
