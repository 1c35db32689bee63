"""The spacing of French, put in whatever page is sent."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from famille.socle.typographie import lier

from . import GESTION


class EspacesInsecables:
    """The families' pages in French spacing (famille.socle.typographie). Not the admin's, whose
    pages hold scripts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        reponse = self.get_response(request)
        if (
            settings.ESPACES_INSECABLES
            and not request.path.startswith(GESTION)
            and _est_une_page(reponse)
        ):
            reponse.content = lier(reponse.content)
        return reponse


def _est_une_page(reponse: HttpResponseBase) -> bool:
    return not reponse.streaming and reponse.get("Content-Type", "").startswith("text/html")
