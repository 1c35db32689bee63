"""The headers of every answer: what a page may load, who may keep a copy of it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.utils.csp import CSP

from . import GESTION

ENTETE_CSP = "Content-Security-Policy"
RAPPORTS = "/rapport-csp/"  # portail.surveillance.rapports_csp
# Wagtail's editor has inline scripts and styles. No nonce here: it would make browsers ignore
# 'unsafe-inline'.
CSP_GESTION: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:", *settings.ORIGINE_DES_IMAGES],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "report-to": ["csp"],
    "report-uri": [RAPPORTS],
}
# What no page of ours ever asks of a browser.
PERMISSIONS = ", ".join(
    f"{capacite}=()"
    for capacite in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
        "browsing-topics",
    )
)


class EntetesSurs:
    """The headers Django has no setting for. A page seen signed in is kept by no cache, unless its
    view said how. What is the same for everybody goes without anybody's cookie: a shared cache
    would hand a session to the next person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Reporting-Endpoints", f'csp="{RAPPORTS}"')
        _dire_son_alphabet(response)
        utilisateur = getattr(request, "user", None)
        if (
            not response.has_header("Cache-Control")
            and utilisateur is not None
            and utilisateur.is_authenticated
        ):
            response.headers["Cache-Control"] = "private, no-store"
        if "public" in response.headers.get("Cache-Control", ""):
            response.cookies.clear()
            _ne_plus_varier_selon_le_cookie(response)
        return response


def _dire_son_alphabet(response: HttpResponseBase) -> None:
    """A text of whatever kind says in which letters it is written: a browser would guess."""
    genre = response.headers.get("Content-Type", "")
    if genre.startswith("text/") and "charset=" not in genre:
        response.headers["Content-Type"] = f"{genre}; charset=utf-8"


def _ne_plus_varier_selon_le_cookie(response: HttpResponseNotModified | HttpResponseBase) -> None:
    varie = [nom.strip() for nom in response.headers.get("Vary", "").split(",")]
    autres = [nom for nom in varie if nom and nom.lower() != "cookie"]
    if autres:
        response.headers["Vary"] = ", ".join(autres)
    else:
        response.headers.pop("Vary", None)


class CspGestion:
    """Gives the admin its own policy. Stands outside Django's, whose header it replaces; a page of
    ours that stands in the admin without its editor keeps the strict one (`politique_stricte` on
    the answer)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.politique = "; ".join(
            f"{cle} {' '.join(valeurs)}" for cle, valeurs in CSP_GESTION.items()
        )

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path.startswith(GESTION) and not getattr(response, "politique_stricte", False):
            # A page preview answers through an inner request that already carries the public
            # policy.
            response.headers[ENTETE_CSP] = self.politique
        return response
