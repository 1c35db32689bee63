"""Addresses of the openings; included by reservations.urls."""

from django.urls import path

from . import vues_ouvertures

urlpatterns = [path("", vues_ouvertures.ouvertures, name="ouvertures")]
