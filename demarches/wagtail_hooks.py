"""Wiring of the agents' desk into the Wagtail admin; the code is in demarches/bureau/."""

from typing import Any

from django.urls import path
from django.urls.resolvers import URLPattern
from wagtail import hooks
from wagtail_modeladmin.options import ModelAdmin, modeladmin_register

from famille.socle.connectee import RequeteConnectee

from .bureau import PREFIXE
from .bureau.droits import DroitsDesDemandes
from .bureau.menu import EntreeDemandes, PanneauBureau
from .bureau.reglages import ReglageDemarcheAdmin
from .bureau.reponses import ReponseTypeAdmin
from .bureau.urls import urls_du_bureau
from .caisses.bureau.panneau import PanneauDesQuotients
from .caisses.bureau.urls import urls_des_quotients
from .catalogue.place_en_accueil_de_loisirs import bureau as places
from .catalogue.reinscription.bureau.urls import urls_des_reinscriptions
from .models import Demande


@modeladmin_register
class DemandeAdmin(ModelAdmin):
    model = Demande
    base_url_path = PREFIXE
    menu_label = "Demandes"
    menu_icon = "mail"
    menu_order = 10
    inspect_view_enabled = True
    permission_helper_class = DroitsDesDemandes

    def get_admin_urls_for_registration(self) -> list[URLPattern]:
        return urls_du_bureau()

    def get_menu_item(self, order: int | None = None) -> EntreeDemandes:
        return EntreeDemandes(self, order or self.get_menu_order())


modeladmin_register(ReglageDemarcheAdmin)
modeladmin_register(ReponseTypeAdmin)


@hooks.register("construct_homepage_panels")
def panneau_du_bureau(request: RequeteConnectee, panels: list[Any]) -> None:
    if PanneauBureau.visible(request):
        panels.append(PanneauBureau(request))
    if PanneauDesQuotients.visible(request):
        panels.append(PanneauDesQuotients())


@hooks.register("register_admin_urls")
def adresses_des_places() -> list[URLPattern]:
    return [
        *urls_des_reinscriptions(),
        *urls_des_quotients(),
        path("demandes-de-place/", places.listes, name=places.LISTE),
        path("demandes-de-place/exporter/", places.exporter, name="demandes_places_exporter"),
        path("demandes-de-place/<uuid:pk>/", places.une, name=places.UNE),
        path(
            "demandes-de-place/<uuid:pk>/deplacer/",
            places.deplacement,
            name="demandes_places_deplacer",
        ),
        path("demandes-de-place/<uuid:pk>/donner/", places.don, name="demandes_places_donner"),
    ]
