"""The addresses of the jobs, under /gestion/planning/travaux/."""

from django.urls import path

from . import bureau

app_name = "travaux"
urlpatterns = [
    path("<uuid:pk>/", bureau.travail, name="travail"),
    path("<uuid:pk>/reprendre/", bureau.reprise, name="reprise"),
    path("<uuid:pk>/fichier/", bureau.fichier, name="fichier"),
]
