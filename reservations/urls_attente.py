"""Addresses of the queue's pages; included by reservations.urls."""

from django.urls import path

from . import vues_attente

urlpatterns = [
    path("", vues_attente.liste, name="attentes"),
    path("<uuid:reference>/", vues_attente.attente, name="attente"),
    path("<uuid:reference>/accepter/", vues_attente.accepter, name="accepter_offre"),
    path("<uuid:reference>/refuser/", vues_attente.refuser, name="refuser_offre"),
    path("<uuid:reference>/retirer/", vues_attente.retirer, name="retirer_attente"),
    path("<uuid:reference>/ensemble/", vues_attente.ensemble, name="attendre_ensemble"),
    path("<uuid:reference>/separer/", vues_attente.separer, name="attendre_separement"),
]
