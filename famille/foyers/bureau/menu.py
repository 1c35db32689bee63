"""The admin's menu: "Accès à confirmer", with how many wait."""

from django.urls import reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from famille.foyers.acces.actions import MODIFIER
from famille.listes.menu import compter
from famille.models import AccesAConfirmer
from famille.socle.connectee import RequeteConnectee


class EntreeAccesAConfirmer(MenuItem):
    def __init__(self) -> None:
        super().__init__(
            "Accès à confirmer",
            reverse("acces_a_confirmer"),
            name="acces-a-confirmer",
            icon_name="key",
            order=125,
        )

    def is_shown(self, request: RequeteConnectee) -> bool:
        return request.user.has_perm(MODIFIER)

    def render_component(self, request: RequeteConnectee) -> LinkMenuItem:
        return compter(super().render_component(request), request, AccesAConfirmer)
