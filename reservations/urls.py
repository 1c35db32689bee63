"""The family's pages of bookings. Each room has its own file of addresses."""

from django.urls import include, path

from . import suites, views, vues_demandes, vues_panier, vues_repetition

app_name = "reservations"
urlpatterns = [
    path("", views.calendrier, name="calendrier"),
    path("choisir/", views.choisir, name="choisir"),
    path("vider/", views.vider, name="vider"),
    path("repeter/", vues_repetition.repetition, name="repetition"),
    path("recapitulatif/", vues_panier.recapitulatif, name="recapitulatif"),
    path("recapitulatif/modifier/", vues_panier.modifier, name="modifier"),
    path("soumettre/", vues_panier.soumettre, name="soumettre"),
    path("demandes/<uuid:pk>/", vues_demandes.demande, name="demande"),
    path("demandes/<uuid:pk>/defaire/", vues_demandes.annuler_demande, name="annuler_demande"),
    path("ouvertures/", include("reservations.urls_ouvertures")),
    path("rappel/", include("reservations.urls_rappel")),
    path("attentes/", include("reservations.urls_attente")),
    path("", include("reservations.urls_apres")),
    path("suite/<slug:quoi>/", suites.suite, name="suite"),
]
