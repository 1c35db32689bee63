"""The addresses of the Reprise, under /gestion/reprise/."""

from django.urls import path

from . import vues

app_name = "reprise"
urlpatterns = [
    path("", vues.liste, name="liste"),
    path("<int:pk>/", vues.reprise, name="reprise"),
    path("<int:pk>/colonnes/", vues.colonnes, name="colonnes"),
    path("<int:pk>/doublons/", vues.pareils, name="doublons"),
    path("<int:pk>/fautes/<slug:sorte>/", vues.fautes, name="fautes"),
    path("<int:pk>/rapport/", vues.rapport, name="rapport"),
    path("<int:pk>/importer/", vues.importer, name="importer"),
    path("<int:pk>/abandonner/", vues.abandonner, name="abandonner"),
    path("<int:pk>/annuler/", vues.annuler, name="annuler"),
]
