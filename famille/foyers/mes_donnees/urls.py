"""My data: addresses under no namespace, among those of the account (famille.comptes.urls)."""

from django.urls import path

from . import vues

urlpatterns = [
    path("mes-donnees/", vues.mes_donnees, name="mes_donnees"),
    path("mes-donnees/telephones/", vues.telephones, name="mes_telephones"),
]
