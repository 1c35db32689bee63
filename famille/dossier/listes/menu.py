"""The numbers beside the admin's menu: what waits of "Messages" and "Accès à confirmer"
(portail/css/gestion.css draws data-compte)."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.sidebar import LinkMenuItem

from famille.models import ATTENTE_DU_MOT_DE_PASSE, AccesAConfirmer, Fil, Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.saisie.nombre import Nombre


def a_compter(depuis: datetime) -> dict[str, Any]:
    """Attribute of the request → Nombre: conversations and accesses that wait, since `depuis`."""
    return {
        Fil.NOMBRE_AU_MENU: Nombre(Fil.objects.du_menu().values("pk")),
        AccesAConfirmer.NOMBRE_AU_MENU: Nombre(
            AccesAConfirmer.objects.du_menu(depuis).values("pk")
        ),
    }


def depuis_quand() -> datetime:
    return timezone.now() - ATTENTE_DU_MOT_DE_PASSE


class Nombres:
    """The numbers beside the menu, and those of `aussi` (as `a_compter`'s): one query."""

    def __init__(self, aussi: Callable[[], dict[str, Any]] = dict) -> None:
        self._aussi = aussi

    def lire(self, request: RequeteConnectee) -> None:
        """Set them on the request."""
        nombres = a_compter(depuis_quand()) | self._aussi()
        moi = Utilisateur.objects.filter(pk=request.user.pk)
        for cle, nombre in zip(nombres, moi.values_list(*nombres.values()).get(), strict=True):
            setattr(request, cle, nombre)

    @cached_property
    def cles(self) -> tuple[str, ...]:
        """Attributes of the request, in their order."""
        return tuple(a_compter(depuis_quand()) | self._aussi())


_DU_MENU = Nombres()


def nombre_au_menu(request: RequeteConnectee, modele: type[Fil] | type[AccesAConfirmer]) -> str:
    """How many wait of `modele`, "" for none, "99+" beyond MENU_MAX. One query a request."""
    if not hasattr(request, modele.NOMBRE_AU_MENU):
        _DU_MENU.lire(request)
    nombre = getattr(request, modele.NOMBRE_AU_MENU)
    return f"{modele.MENU_MAX}+" if nombre > modele.MENU_MAX else str(nombre or "")


def compter(
    composant: LinkMenuItem, request: RequeteConnectee, modele: type[Fil] | type[AccesAConfirmer]
) -> LinkMenuItem:
    """The same component of a menu item, with its number."""
    nombre = nombre_au_menu(request, modele)
    composant.attrs = dict(composant.attrs) | ({"data-compte": nombre} if nombre else {})
    return composant
