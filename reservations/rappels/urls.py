"""Addresses of the reminder's link; included by reservations.urls."""

from django.urls import path

from . import vues

urlpatterns = [
    path("<str:jeton>/", vues.rappel, name="rappel"),
    path("<str:jeton>/annuler/", vues.annuler, name="annuler_depuis_le_rappel"),
    path("<str:jeton>/confirmer/", vues.confirmer, name="confirmer_le_rappel"),
]
