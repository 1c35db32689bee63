"""The agents' menus in the admin: each room offers its lines (famille.socle.offres), whatever the
menu that they stand in. The app that owns a menu registers it in its `wagtail_hooks`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.urls import reverse
from wagtail.admin.menu import Menu as WagtailMenu
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.menus import GroupMenuItem
from wagtail_modeladmin.options import ModelAdminGroup

from famille.socle.connectee import RequeteConnectee

from . import offres


class Rayon(StrEnum):
    """The menus that rooms share: families, daily work, money, settings of the centres."""

    FAMILLES = "familles"
    RESERVATIONS = "reservations"
    FACTURATION = "facturation"
    CENTRES = "centres"


@dataclass(frozen=True)
class Ecran:
    """A line of a menu: `nom` of its address, one of `permissions` shows it, `ordre` sorts it among
    its neighbours."""

    rayon: Rayon
    libelle: str
    nom: str
    icone: str
    permissions: tuple[str, ...]
    ordre: int


def ecrans_de(rayon: Rayon) -> list[Ecran]:
    return [ecran for offre in offres() for ecran in offre.ecrans if ecran.rayon == rayon]


class EntreeDEcran(MenuItem):
    def __init__(self, ecran: Ecran) -> None:
        self.ecran = ecran
        nom = ecran.nom.replace(":", "-")
        super().__init__(
            ecran.libelle, reverse(ecran.nom), name=nom, icon_name=ecran.icone, order=ecran.ordre
        )

    def is_shown(self, request: RequeteConnectee) -> bool:
        return any(request.user.has_perm(permission) for permission in self.ecran.permissions)


class EntreeSelonLeDroit(MenuItem):
    """A line for whoever has this right."""

    def __init__(
        self, libelle: str, adresse: Any, icone: str, permission: str, ordre: int = 1000
    ) -> None:
        self.permission = permission
        super().__init__(libelle, adresse, icon_name=icone, order=ordre)

    def is_shown(self, request: RequeteConnectee) -> bool:
        return request.user.has_perm(self.permission)


class MenuPartage(ModelAdminGroup):
    """A group of modeladmin, with screens of our own among the lists; `menu_order` and `ordre` sort
    them together."""

    items: tuple[type, ...] = ()
    rayon: Rayon

    def get_menu_item(self) -> GroupMenuItem:
        return GroupMenuItem(
            self, self.get_menu_order(), WagtailMenu(items=self.get_submenu_items())
        )

    def get_submenu_items(self) -> list[Any]:
        listes = [
            admin.get_menu_item(order=admin.get_menu_order()) for admin in self.modeladmin_instances
        ]
        return listes + [EntreeDEcran(ecran) for ecran in ecrans_de(self.rayon)]
