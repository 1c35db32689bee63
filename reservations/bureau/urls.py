"""The desk's addresses, under /gestion/reservations/."""

from django.urls import path

from . import ESPACE, vues_guichet, vues_remplissage

app_name = ESPACE
urlpatterns = [
    path("remplissage/", vues_remplissage.remplissage, name="remplissage"),
    path("jour/<int:activite>/<str:jour>/", vues_remplissage.jour, name="jour"),
    path("guichet/", vues_guichet.guichet, name="guichet"),
    path("guichet/<int:pk>/", vues_guichet.foyer, name="guichet_foyer"),
    path("guichet/<int:pk>/verifier/", vues_guichet.verification, name="guichet_verification"),
    path("guichet/<int:pk>/enregistrer/", vues_guichet.enregistrement, name="guichet_enregistrement"),
]
