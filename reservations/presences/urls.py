"""The presence lists' addresses, under /gestion/presences/."""

from django.urls import path

from . import ajout, encadrement, feuille, liste, pointage
from .commandes import vues as vues_commandes
from .passages import vues as vues_passages
from .soins import vues as vues_soins

app_name = "presences"
urlpatterns = [
    path("", liste.liste, name="liste"),
    path("etats/", pointage.etats, name="etats"),
    path("pointer/", pointage.pointer, name="pointer"),
    path("envoyer/", pointage.envoyer, name="envoyer"),
    path("encadrement/", encadrement.encadrement, name="encadrement"),
    path("ajouter/", ajout.ajout, name="ajout"),
    path("batiment/", vues_passages.batiment, name="batiment"),
    path("passage/<int:pk>/", vues_passages.passage, name="passage"),
    path("passage/<int:pk>/retard/", vues_passages.retard, name="retard"),
    path("enfant/<int:pk>/", feuille.enfant, name="enfant"),
    path("pai/<int:pk>/", feuille.pai, name="pai"),
    path("feuille/", feuille.feuille, name="feuille"),
    path("cuisine/", vues_commandes.cuisine, name="cuisine"),
    path("cuisine/corriger/", vues_commandes.corriger, name="cuisine_corriger"),
    path("cuisine/a-part/", vues_commandes.a_part_par_nom, name="cuisine_a_part"),
    path("soins/", vues_soins.registre, name="registre"),
    path("soins/<int:pk>/", vues_soins.soins, name="soins"),
    path("soins/retirer/<int:pk>/", vues_soins.retirer, name="retirer_soin"),
]
