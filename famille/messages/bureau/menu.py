"""The admin's menu: "Messages", with how many conversations wait (portail/css/gestion.css draws
data-compte)."""

from django.urls import reverse
from wagtail.admin.menu import MenuItem

from famille.messages.actions_agents import DROIT
from famille.models import Fil


class EntreeMessages(MenuItem):
    def __init__(self):
        super().__init__(
            "Messages", reverse("boite:liste"), name="messages", icon_name="comment", order=15
        )

    def is_shown(self, request):
        return request.user.has_perm(DROIT)

    def render_component(self, request):
        composant = super().render_component(request)
        nombre = getattr(request, Fil.NOMBRE_AU_MENU, None)
        if nombre is None:
            nombre = Fil.objects.du_menu().count()
        if nombre:
            dit = f"{Fil.MENU_MAX}+" if nombre > Fil.MENU_MAX else str(nombre)
            composant.attrs = dict(composant.attrs) | {"data-compte": dit}
        return composant
