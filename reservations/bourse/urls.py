"""Addresses of the places given up; included by reservations.urls."""

from django.urls import path

from . import vues

urlpatterns = [
    path("", vues.bourse, name="bourse"),
    path("ceder/", vues.ceder, name="ceder"),
    path("<uuid:cession>/garder/", vues.garder, name="garder_la_place"),
    path("<uuid:cession>/prendre/", vues.prendre, name="prendre_la_place"),
]
