"""The inbox's addresses, under /gestion/messages/."""

from django.urls import path

from . import vues

app_name = "boite"
urlpatterns = [
    path("", vues.liste, name="liste"),
    path("exporter/", vues.exporter, name="exporter"),
    path("ecrire/<int:pk>/", vues.nouveau, name="nouveau"),
    path("<int:pk>/", vues.fil, name="fil"),
    path("<int:pk>/repondre/", vues.reponse, name="repondre"),
    path("<int:pk>/annuler/<int:message>/", vues.annulation, name="annuler"),
    path("<int:pk>/noter/", vues.note, name="noter"),
    path("<int:pk>/clore/", vues.cloture, name="clore"),
    path("<int:pk>/rouvrir/", vues.reouverture, name="rouvrir"),
    path("<int:pk>/prendre/", vues.prise, name="prendre"),
    path("<int:pk>/rendre/", vues.rendu, name="rendre"),
    path("<int:pk>/confier/", vues.confiance, name="confier"),
    path("<int:pk>/suivante/", vues.suivante, name="suivante"),
]
