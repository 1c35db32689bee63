"""The spacing of French, put in whatever page is sent."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from famille.socle.typographie import lier


class EspacesInsecables:
    """All pages in French spacing (famille.socle.typographie), the agents' and Wagtail's own as
    well: their scripts and their fields are left as they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        reponse = self.get_response(request)
        est_une_page = reponse.get("Content-Type", "").startswith("text/html")
        if settings.ESPACES_INSECABLES and est_une_page and not reponse.streaming:
            reponse.content = lier(reponse.content)
        return reponse
