"""The page that answers a form is read by a GET: "Back" and "Reload" then show it again, and no
browser asks whether to send the form once more. It holds for every form outside of the admin, those
of other packages included.

What the view has answered, errors and all, is kept for a few minutes, encrypted, for this browser
and this address; the URL only holds a number drawn for it. A later POST of the same page forgets
it: "Back" then shows what is true by now.
"""

import hashlib
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import constant_time_compare

from famille.socle.allauth_interne import get_client_ip
from famille.socle.chiffrement import PAGE, Illisible, chiffrer, dechiffrer

from . import GESTION

PARAMETRE = "reponse"
DUREE = 600  # seconds
OCTETS_MAX = 500_000  # of a page; a longer one is shown as it was before, by the POST
# a form to correct, or that another screen has written meanwhile
STATUTS = frozenset({200, 409, 422})


class PageApresEnvoi:
    """Stands last: what it gives back, the other middlewares have let through first.

    Only a person who goes from page to page is sent on (`Sec-Fetch-Mode`): a script has no "Back",
    and older browsers get the page as before.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST" or not self._navigue(request):
            return self.get_response(request)
        cache.delete(_cle(request))
        response = self.get_response(request)
        if not (_navigateur(request) and _est_une_page(response)):
            return response
        return self._renvoyer(request, response)

    def process_view(self, request: HttpRequest, *vue: Any) -> HttpResponse | None:
        """The page kept for this address, when this browser is the one that was sent to it."""
        jeton = request.GET.get(PARAMETRE, "")
        if request.method != "GET" or not jeton:
            return None
        gardee = cache.get(_cle(request))
        if gardee is None or gardee["navigateur"] != _navigateur(request):
            return None
        return _relire(gardee) if constant_time_compare(gardee["jeton"], jeton) else None

    def _navigue(self, request: HttpRequest) -> bool:
        return request.headers.get("Sec-Fetch-Mode") == "navigate" and not request.path.startswith(
            GESTION
        )

    def _renvoyer(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        jeton = token_urlsafe(9)
        page = b64encode(zlib.compress(response.content)).decode()
        gardee = {
            "jeton": jeton,
            "navigateur": _navigateur(request),
            "statut": response.status_code,
            "entetes": dict(response.headers),
            "page": chiffrer(page, usage=PAGE),
        }
        # nothing is sent to a page that could not be kept
        if not cache.add(_cle(request), gardee, DUREE):
            return response
        parametres = request.GET.copy()
        parametres[PARAMETRE] = jeton
        suite = HttpResponseRedirect(f"{request.path}?{parametres.urlencode()}")
        suite.status_code = 303
        suite.cookies = response.cookies
        add_never_cache_headers(suite)
        return suite


def _est_une_page(response: HttpResponse) -> bool:
    return (
        response.status_code in STATUTS
        and not response.streaming
        and response.headers.get("Content-Type", "").startswith("text/html")
        and len(response.content) <= OCTETS_MAX
    )


def _cle(request: HttpRequest) -> str:
    """Where the answer to this address is kept. One at most for each address and session, or for
    each address and machine of visitors who are not signed in: whoever invents cookies fills
    nothing."""
    qui = request.session.session_key or get_client_ip(request)
    return f"page-apres-envoi:{_empreinte(str(qui), request.path)}"


def _navigateur(request: HttpRequest) -> str:
    """This browser, by the cookie without which it could post no form; "" without."""
    cookie = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    return _empreinte(cookie, request.session.session_key or "") if cookie else ""


def _empreinte(*morceaux: str) -> str:
    return hashlib.sha256("\n".join(morceaux).encode()).hexdigest()


def _relire(gardee: dict[str, Any]) -> HttpResponse | None:
    """HttpResponse | None, when the keys of this site no longer read it."""
    try:
        page = zlib.decompress(b64decode(dechiffrer(gardee["page"], usage=PAGE)))
    except Illisible:
        return None
    response = HttpResponse(page, status=gardee["statut"], headers=gardee["entetes"])
    add_never_cache_headers(response)
    return response
