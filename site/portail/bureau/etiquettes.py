"""Wagtail's own template tags, but for two that each page of the admin draws anew though nothing of
them has changed: its menu and what its scripts are told (settings.TEMPLATES, "libraries")."""

import hashlib
from typing import Any

from django.core.cache import caches
from django.middleware.csrf import get_token
from django.template import Library
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.admin.templatetags import wagtailadmin_tags as ceux_de_wagtail

from demarches.bureau import menu as demandes
from famille.comptes.droits import lignes_de
from famille.socle.connectee import RequeteConnectee

MENU_GARDE = 600  # seconds
register = Library()
register.tags = dict(ceux_de_wagtail.register.tags)
register.filters = dict(ceux_de_wagtail.register.filters)


@register.simple_tag(takes_context=True)
def sidebar_props(context: Any) -> SafeString:
    """The menu, kept for who sees it under all that decides of it: another right, number or name
    is another key."""
    cle = _cle_du_menu(context["request"])
    dit = caches["proche"].get(cle)
    if dit is None:
        dit = str(ceux_de_wagtail.sidebar_props(context))
        caches["proche"].set(cle, dit, MENU_GARDE)
    return mark_safe(dit)  # noqa: S308 - Wagtail's json_script, as it was written


def _cle_du_menu(request: RequeteConnectee) -> str:
    compte = request.user
    demandes.nombre_a_traiter(request)  # reads all the numbers
    nombres = [getattr(request, cle) for cle in demandes.NOMBRES.cles]
    profil = getattr(compte, "wagtail_userprofile", None)
    decide = (
        *(compte.pk, compte.get_full_name(), compte.email, compte.is_superuser, compte.is_active),
        *(profil and (str(profil.avatar), profil.dismissibles), get_language(), nombres),
        sorted(lignes_de(compte)),
    )
    return f"menu-{hashlib.sha256(repr(decide).encode()).hexdigest()}"


@register.simple_tag(takes_context=True)
def wagtail_config(context: Any) -> Any:
    """dict: the languages of the site and the words of the scripts are kept some seconds."""
    if context.get("locale"):
        return ceux_de_wagtail.wagtail_config(context)
    profil = getattr(context["request"].user, "wagtail_userprofile", None)
    cle = f"scripts-{get_language()}-{getattr(profil, 'keyboard_shortcuts', True)}"
    dits = caches["proche"].get(cle)
    if dits is None:
        dits = ceux_de_wagtail.wagtail_config(context)
        caches["proche"].set(cle, dits | {"CSRF_TOKEN": ""})
    return dits | {"CSRF_TOKEN": get_token(context["request"])}
