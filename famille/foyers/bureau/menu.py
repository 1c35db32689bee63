"""The admin's menu: "Accès à confirmer", with how many wait."""

from django.urls import reverse
from wagtail.admin.menu import MenuItem

from famille.foyers.acces.actions import MODIFIER
from famille.listes.menu import compter
from famille.models import AccesAConfirmer


class EntreeAccesAConfirmer(MenuItem):
    def __init__(self):
        super().__init__(
            "Accès à confirmer",
            reverse("acces_a_confirmer"),
            name="acces-a-confirmer",
            icon_name="key",
            order=125,
        )

    def is_shown(self, request):
        return request.user.has_perm(MODIFIER)

    def render_component(self, request):
        return compter(super().render_component(request), request, AccesAConfirmer)
