"""Addresses of the reminder's link; included by reservations.urls."""

from django.urls import path

from . import vues_rappel

urlpatterns = [
    path("<str:jeton>/", vues_rappel.rappel, name="rappel"),
    path("<str:jeton>/annuler/", vues_rappel.annuler, name="annuler_depuis_le_rappel"),
    path("<str:jeton>/confirmer/", vues_rappel.confirmer, name="confirmer_le_rappel"),
]
