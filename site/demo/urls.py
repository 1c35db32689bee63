"""The demo town's own pages: accounts and mailbox. Never in production (portail.urls includes them
if DEMO)."""

from django.urls import path

from . import vues

app_name = "demo"
urlpatterns = [
    path("", vues.comptes, name="comptes"),
    path("codes/", vues.codes, name="codes"),
    path("courriels/", vues.courriels, name="courriels"),
    path("courriels/<str:cle>/", vues.courriel, name="courriel"),
    path("courriels/<str:cle>/html/", vues.courriel_html, name="courriel_html"),
]
