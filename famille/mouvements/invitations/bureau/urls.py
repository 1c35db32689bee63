"""Addresses of the agents' screens of invitations, under the admin."""

from django.urls import path

from . import vues

app_name = "invitations"
urlpatterns = [
    path("", vues.liste, name="liste"),
    path("exporter/", vues.exporter, name="exporter"),
    path("inviter/", vues.nouvelle, name="nouvelle"),
    path("vagues/<int:pk>/", vues.mener, name="agir"),
    path("courriers/<int:pk>/", vues.courrier, name="courrier"),
]
