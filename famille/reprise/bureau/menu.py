"""The admin's menu: "Reprise", for those who may take families over."""

from django.urls import reverse
from wagtail.admin.menu import MenuItem

from famille.socle.connectee import RequeteConnectee

from .droits import REPRENDRE


class EntreeReprise(MenuItem):
    def __init__(self) -> None:
        super().__init__(
            "Reprise", reverse("reprise:liste"), name="reprise", icon_name="upload", order=128
        )

    def is_shown(self, request: RequeteConnectee) -> bool:
        return request.user.has_perm(REPRENDRE)
