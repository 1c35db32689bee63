"""The help of the agents' screens: one entry of the admin's menu, which knows the screen that one
comes from."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from cms_pages.models import AidePage
from famille.models import Utilisateur
from famille.socle.connectee import RequeteConnectee

from .lecture import lisible, page_de, page_pour

type Droit = Callable[[Utilisateur], bool]


def _a(*permissions: str) -> Droit:
    return lambda agent: any(map(agent.has_perm, permissions))


# The page of the guide of each trade, by what it may do; the first that fits is opened.
CHAPITRES: dict[str, Droit] = {
    "agents": _a("demarches.instruire_demande"),
    "regie": _a("famille.encaisser_paiement"),
    "direction": _a("reservations.pointer_reservation"),
    "administration": _a("famille.change_utilisateur"),
    "cuisine-et-chiffres": _a("reservations.lire_chiffres", "reservations.lire_cuisine"),
    "redaction": lambda agent: True,
}


@require_safe
def aide_du_bureau(request: RequeteConnectee) -> HttpResponse:
    """To the page tied to the screen that one comes from, else to the chapter of one's trade, else
    to what everybody reads: a group of the town's own may have been given neither.

    The menu is the same on every screen, and kept: the browser says where it was opened.
    """
    ecran = request.GET.get("ecran", "")[:80] or _ecran_d_ou_l_on_vient(request)
    pages = (page_de(ecran), _chapitre(request.user))
    page = next((une for une in pages if une and lisible(une, request)), None) or page_pour("")
    return redirect((page and page.get_url(request)) or "/")


def _ecran_d_ou_l_on_vient(request: RequeteConnectee) -> str:
    """The name of its view; "" when the browser does not say it, or says another site."""
    try:
        venue = urlsplit(request.headers.get("Referer", ""))
        return resolve(venue.path).view_name if venue.netloc == request.get_host() else ""
    except (Resolver404, ValueError):  # the second: no address at all
        return ""


def _chapitre(agent: Utilisateur) -> AidePage | None:
    chapitres = {page.slug: page for page in AidePage.objects.live().filter(slug__in=CHAPITRES)}
    siens = (chapitres.get(nom) for nom, droit in CHAPITRES.items() if droit(agent))
    return next((page for page in siens if page), None)
