"""The spacing of French, put in whatever page is sent."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from famille.socle.typographie import A_PART, lier

_A_PART = A_PART.encode()


class EspacesInsecables:
    """All pages in French spacing (famille.socle.typographie), the agents' and Wagtail's own as
    well: their scripts and their fields are left as they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        reponse = self.get_response(request)
        if not _est_une_page(reponse):
            return reponse
        html = lier(reponse.content) if settings.ESPACES_INSECABLES else reponse.content
        # Much of a page may be bound already by its view, which has set it apart: whole elements.
        deja_lie = getattr(reponse, "deja_lie", "")
        reponse.content = html.replace(_A_PART, deja_lie.encode(), 1) if deja_lie else html
        return reponse


def _est_une_page(reponse: HttpResponseBase) -> bool:
    return not reponse.streaming and reponse.get("Content-Type", "").startswith("text/html")
