"""My data and my identity: addresses under no namespace, among those of the account
(famille.comptes.urls)."""

from django.urls import path

from famille.dossier.foyers import mes_donnees

from .vues import mon_identite

urlpatterns = [
    path("mes-donnees/", mes_donnees.mes_donnees, name="mes_donnees"),
    path("mes-donnees/telephones/", mes_donnees.telephones, name="mes_telephones"),
    path("mes-donnees/identite/", mon_identite, name="mon_identite"),
]
