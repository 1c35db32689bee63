"""The public pages as shared caches may keep them: those of a visitor who brings no cookie, and so
is nobody."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from cms_pages.models.reglage import retenir_le_site

VUE = "wagtail_serve"
# Seconds that a shared cache (nginx) may give a page out again: what is published, closed or
# corrected is seen everywhere after that. A browser asks each time, and is told when nothing has
# changed: it would otherwise show the visitor's page to who has just signed in.
PARTAGE = 10
GARDE = f"public, max-age=0, s-maxage={PARTAGE}, must-revalidate"


class PagesPubliques:
    """Stands outside of what sets headers and cookies: it sees the page as it leaves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        reponse = self.get_response(request)
        if not _est_la_meme_pour_tous(request, reponse):
            return reponse
        reponse.headers["Cache-Control"] = GARDE
        patch_vary_headers(reponse, ["Cookie"])
        etag = f'"{blake2b(reponse.content, digest_size=12).hexdigest()}"'
        reponse.headers["ETag"] = etag
        return get_conditional_response(request, etag=etag, response=reponse) or reponse

    def process_view(self, request: HttpRequest, *vue: Any) -> None:
        """The site, read with what every page says of it: Wagtail would look for it by itself."""
        if request.resolver_match and request.resolver_match.view_name == VUE:
            retenir_le_site(request)


def _est_la_meme_pour_tous(request: HttpRequest, reponse: HttpResponseBase) -> bool:
    """A page kept for some says "no-store"; one with a form has its visitor's cookie."""
    trouve = request.resolver_match
    return (
        trouve is not None
        and trouve.view_name == VUE
        and request.method in ("GET", "HEAD")
        and not request.COOKIES
        and reponse.status_code == 200
        and not reponse.streaming
        and not reponse.cookies
        and not reponse.has_header("Cache-Control")
        and reponse.headers.get("Content-Type", "").startswith("text/html")
    )
