"""The admin's menu: "Doublons possibles", for those who may merge."""

from django.urls import reverse
from wagtail.admin.menu import MenuItem

from famille.foyers.bureau.droits import FUSIONNER
from famille.socle.connectee import RequeteConnectee

from . import LISTE


class EntreeDoublons(MenuItem):
    def __init__(self) -> None:
        super().__init__(
            "Doublons possibles",
            reverse(LISTE),
            name="doublons-possibles",
            icon_name="copy",
            order=127,
        )

    def is_shown(self, request: RequeteConnectee) -> bool:
        return request.user.has_perm(FUSIONNER)
