"""The agents' booking screens in the Wagtail admin: wiring only. A room adds its menu lines in
gestion/menus.py."""

from django.templatetags.static import static
from django.urls import include, path
from django.utils.html import format_html
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from . import menus
from .planning.bureau import calendrier


@modeladmin_register
class Reservations(menus.Menu):
    menu_label = "Réservations"
    menu_icon = "calendar-check"
    menu_order = 20
    items = menus.ADMINS_DU_QUOTIDIEN
    ecrans = menus.ECRANS_DU_QUOTIDIEN


@modeladmin_register
class Facturation(menus.Menu):
    menu_label = "Facturation"
    menu_icon = "doc-full-inverse"
    menu_order = 30
    items = menus.ADMINS_DE_LA_FACTURATION
    ecrans = menus.ECRANS_DE_LA_FACTURATION


@modeladmin_register
class Centres(menus.Menu):
    menu_label = "Centres"
    menu_icon = "home"
    menu_order = 130
    items = menus.ADMINS_DES_CENTRES
    ecrans = menus.ECRANS_DES_CENTRES


@hooks.register("register_admin_urls")
def adresses():
    return [
        path("planning/", include("reservations.urls_gestion")),
        path("reservations/", include("reservations.urls_bureau")),
        path("presences/", include("reservations.presences.urls")),
    ]


@hooks.register("insert_global_admin_css")
def feuille_de_style():
    return format_html(
        '<link rel="stylesheet" href="{}">', static("reservations/bureau/gestion.css")
    )


@hooks.register("construct_homepage_panels")
def bandeau_du_calendrier(request, panels):
    if panneau := calendrier.bandeau(request):
        panels.append(panneau)
