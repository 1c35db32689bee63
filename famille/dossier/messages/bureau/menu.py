"""The admin's menu: "Messages", with how many conversations wait (portail/css/gestion.css draws
data-compte)."""

from django.urls import reverse
from wagtail.admin.ui.sidebar import LinkMenuItem

from famille.dossier.listes.menu import compter
from famille.dossier.messages.actions_agents import DROIT
from famille.models import Fil
from famille.socle.connectee import RequeteConnectee
from famille.socle.offres.menus import EntreeSelonLeDroit


class EntreeMessages(EntreeSelonLeDroit):
    def __init__(self) -> None:
        super().__init__("Messages", reverse("boite:liste"), "comment", DROIT, 15)

    def render_component(self, request: RequeteConnectee) -> LinkMenuItem:
        return compter(super().render_component(request), request, Fil)
