"""The agents' booking screens in the Wagtail admin: wiring only. Lines of the menus are offered in
`offre.py`."""

from typing import Any

from django.urls import include, path
from django.urls.resolvers import URLResolver
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from famille.socle.connectee import RequeteConnectee
from famille.socle.offres.menus import MenuPartage, Rayon

from .facturation import panneau as panneau_oublis
from .ouvertures.bureau import OuverturesAdmin
from .planning.bureau import calendrier
from .planning.bureau.activites.ecran import ActivitesAdmin
from .planning.bureau.calendrier import FeriesAdmin, PeriodesAdmin
from .planning.bureau.fermetures import FermeturesAdmin
from .planning.bureau.inscriptions import InscriptionsAdmin
from .planning.bureau.reglements import ReglementsAdmin
from .planning.bureau.structures import StructuresAdmin
from .saisons import panneau as panneau_finit
from .tarifs.bureau.baremes_psu import BaremesAdmin
from .tarifs.bureau.grilles import GrillesAdmin
from .voeux.bureau.criteres import CriteresAdmin


@modeladmin_register
class MenuDesReservations(MenuPartage):
    menu_label = "Réservations"
    menu_icon = "calendar-check"
    menu_order = 20
    rayon = Rayon.RESERVATIONS
    items = (InscriptionsAdmin,)


@modeladmin_register
class Centres(MenuPartage):
    menu_label = "Centres"
    menu_icon = "home"
    menu_order = 130
    rayon = Rayon.CENTRES
    items = (
        StructuresAdmin,
        ActivitesAdmin,
        OuverturesAdmin,
        CriteresAdmin,
        FermeturesAdmin,
        GrillesAdmin,
        BaremesAdmin,
        ReglementsAdmin,
        PeriodesAdmin,
        FeriesAdmin,
    )


@hooks.register("register_admin_urls")
def adresses() -> list[URLResolver]:
    return [
        path("planning/", include("reservations.urls_gestion")),
        path("reservations/", include("reservations.urls_bureau")),
        path("presences/", include("reservations.presences.urls")),
    ]


@hooks.register("construct_homepage_panels")
def bandeau_du_calendrier(request: RequeteConnectee, panels: list[Any]) -> None:
    if panneau := calendrier.bandeau(request):
        panels.append(panneau)


@hooks.register("construct_homepage_panels")
def panneau_des_fins(request: RequeteConnectee, panels: list[Any]) -> None:
    if le_sien := panneau_finit.panneau(request):
        panels.append(le_sien)


@hooks.register("construct_homepage_panels")
def panneau_des_oublis(request: RequeteConnectee, panels: list[Any]) -> None:
    if le_sien := panneau_oublis.panneau(request):
        panels.append(le_sien)
