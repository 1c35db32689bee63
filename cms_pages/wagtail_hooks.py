"""Wiring of the editors' screens: the report on the help, the home screen of Communication."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms_pages.bureau import AccueilRedaction, RapportAide, peut_rediger


@hooks.register("register_admin_urls")
def adresses():
    return [
        path("rapports/aide/", RapportAide.as_view(), name="rapport_aide"),
        path("rapports/aide/resultats/", RapportAide.as_view(results_only=True), name="rapport_aide_resultats"),
    ]


class EntreeRapport(MenuItem):
    def is_shown(self, request):
        return peut_rediger(request.user)


@hooks.register("register_reports_menu_item")
def entree_du_rapport():
    return EntreeRapport("Avis sur l’aide", reverse("rapport_aide"), name="avis-aide", icon_name="help", order=150)


@hooks.register("construct_homepage_panels")
def accueil_de_la_redaction(request, panels):
    if peut_rediger(request.user):
        panels.insert(0, AccueilRedaction())
