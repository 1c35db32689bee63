"""What base.html needs on each screen, without a query of its own."""

from collections.abc import Sequence
from functools import cache, partial
from typing import Any

from django.conf import settings

from famille.comptes.sessions.vie import est_du_personnel, est_gardee, reste
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_duree

from .navigation import FAMILLE, PERSONNEL, VISITEUR, menu


def ecran(request: RequeteConnectee) -> dict[str, Any]:
    """`ecran`: the name of the current view ("demarches:etape"), its code and step, for the "Aide"
    button (G32); `menu_principal`: a function, so that pages without the menu do not pay for it,
    nor twice those that show it twice; `de_la_famille`: whose menu it is; of the session
    (composants/session.html), `session_gardee`: whether this device stays signed in,
    `duree_de_session`: how long it lives without use, `reste_de_session`: seconds before its end,
    of which the page warns `preavis_de_session` seconds before."""
    trouve = getattr(request, "resolver_match", None)
    nom = trouve.view_name or "" if trouve else ""
    arguments = trouve.kwargs if trouve else {}
    return {
        "ecran": nom,
        "ecran_code": arguments.get("code", ""),
        "ecran_etape": arguments.get("step", ""),
        "de_la_famille": lambda: _entrees(request) is FAMILLE,
        "menu_principal": cache(lambda: menu(_entrees(request), nom, request)),
        "session_gardee": partial(est_gardee, request),
        "duree_de_session": lambda: en_duree(request.session.get_expiry_age()),
        "reste_de_session": partial(reste, request),
        "preavis_de_session": settings.SESSION_PREAVIS,
    }


def _entrees(request: RequeteConnectee) -> Sequence[Any]:
    utilisateur = getattr(request, "user", None)
    if utilisateur is None or not utilisateur.is_authenticated:
        return VISITEUR
    return PERSONNEL if est_du_personnel(request) else FAMILLE
