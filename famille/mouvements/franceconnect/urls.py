"""Addresses of FranceConnect, under no namespace, among those of the account
(famille.comptes.urls)."""

from django.urls import path

from . import vues

urlpatterns = [
    path("connexion/franceconnect/", vues.vers_franceconnect, name="vers_franceconnect"),
    path(
        "connexion/franceconnect/retour/",
        vues.retour_de_franceconnect,
        name="retour_de_franceconnect",
    ),
    path(
        "connexion/franceconnect/sortie/",
        vues.sortie_de_franceconnect,
        name="sortie_de_franceconnect",
    ),
    path(
        "connexion/franceconnect/relier/", vues.franceconnect_inconnu, name="franceconnect_inconnu"
    ),
    path(
        "connexion/franceconnect/relier/<str:jeton>/",
        vues.relier_franceconnect,
        name="relier_franceconnect",
    ),
    path(
        "mes-donnees/franceconnect/delier/",
        vues.delier_franceconnect,
        name="delier_franceconnect",
    ),
]
