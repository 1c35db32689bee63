"""The numbers beside the admin's menu: what waits of "Messages" and "Accès à confirmer"
(portail/css/gestion.css draws data-compte)."""

from typing import Any

from django.utils import timezone
from wagtail.admin.ui.sidebar import LinkMenuItem

from famille.models import AccesAConfirmer, Fil, Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.saisie.nombre import Nombre


def a_compter() -> dict[str, Any]:
    """dict attribute of the request → Nombre: the conversations and the accesses that wait."""
    return {
        Fil.NOMBRE_AU_MENU: Nombre(Fil.objects.du_menu().values("pk")),
        AccesAConfirmer.NOMBRE_AU_MENU: Nombre(
            AccesAConfirmer.objects.du_menu(timezone.now()).values("pk")
        ),
    }


def nombre_au_menu(request: RequeteConnectee, modele: type[Fil] | type[AccesAConfirmer]) -> str:
    """How many wait of `modele` (Fil, AccesAConfirmer), "" for none, "99+" beyond its MENU_MAX. One
    query a request for all: the menu is on every screen of the admin."""
    if not hasattr(request, modele.NOMBRE_AU_MENU):
        lire_les_nombres(request, {})
    nombre = getattr(request, modele.NOMBRE_AU_MENU)
    return f"{modele.MENU_MAX}+" if nombre > modele.MENU_MAX else str(nombre or "")


def lire_les_nombres(request: RequeteConnectee, aussi: Any) -> None:
    """Set on the request the numbers beside the menu, and those of `aussi` (as `a_compter`): one
    query."""
    nombres = a_compter() | aussi
    lus = Utilisateur.objects.filter(pk=request.user.pk).values_list(*nombres.values()).get()
    for cle, nombre in zip(nombres, lus, strict=True):
        setattr(request, cle, nombre)


def compter(
    composant: LinkMenuItem, request: RequeteConnectee, modele: type[Fil] | type[AccesAConfirmer]
) -> LinkMenuItem:
    """The same component of a menu item, with its number."""
    nombre = nombre_au_menu(request, modele)
    composant.attrs = dict(composant.attrs) | ({"data-compte": nombre} if nombre else {})
    return composant
