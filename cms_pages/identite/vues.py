"""The town's colours, as a style sheet."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from cms_pages.models import IdentiteSite
from cms_pages.socle.couleurs import regles_css


def _etag_couleurs(request: HttpRequest) -> str:
    identite = IdentiteSite.for_request(request)
    teintes = (identite.couleur_principale, identite.couleur_sombre, identite.couleur_accent)
    return '"' + "".join(teintes).replace("#", "-") + '"'


@login_not_required
@require_safe
@cache_control(max_age=300, public=True)
@condition(etag_func=_etag_couleurs)
def couleurs(request: HttpRequest) -> HttpResponse:
    """The town's colours as custom properties: a strict policy forbids them in the page itself."""
    identite = IdentiteSite.for_request(request)
    return HttpResponse(regles_css(identite), content_type="text/css")
