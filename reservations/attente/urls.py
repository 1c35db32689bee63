"""Addresses of the queue's pages; included by reservations.urls."""

from django.urls import path

from . import vues

urlpatterns = [
    path("", vues.liste, name="attentes"),
    path("<uuid:reference>/", vues.attente, name="attente"),
    path("<uuid:reference>/accepter/", vues.accepter, name="accepter_offre"),
    path("<uuid:reference>/refuser/", vues.refuser, name="refuser_offre"),
    path("<uuid:reference>/retirer/", vues.retirer, name="retirer_attente"),
    path("<uuid:reference>/ensemble/", vues.ensemble, name="attendre_ensemble"),
    path("<uuid:reference>/separer/", vues.separer, name="attendre_separement"),
]
