"""The presence lists' addresses, under /gestion/presences/."""

from django.urls import path

from . import vues, vues_pointage, vues_securite

app_name = "presences"
urlpatterns = [
    path("", vues.liste, name="liste"),
    path("etats/", vues_pointage.etats, name="etats"),
    path("pointer/", vues_pointage.pointer, name="pointer"),
    path("envoyer/", vues_pointage.envoyer, name="envoyer"),
    path("enfant/<int:pk>/", vues_securite.enfant, name="enfant"),
    path("feuille/", vues_securite.feuille, name="feuille"),
]
