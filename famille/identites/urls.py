"""My identity: an address under no namespace, among those of the account (famille.comptes.urls)."""

from django.urls import path

from .vues import mon_identite

urlpatterns = [path("mes-donnees/identite/", mon_identite, name="mon_identite")]
