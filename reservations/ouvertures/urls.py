"""Addresses of the openings; included by reservations.urls."""

from django.urls import path

from . import vues

urlpatterns = [path("", vues.ouvertures, name="ouvertures")]
