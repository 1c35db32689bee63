"""What no keyboard writes and no database keeps: characters NUL, and texts longer than their
column.

A NUL is dropped at the door, from addresses and forms alike: PostgreSQL refuses it in any text,
with an error that is neither the reader's nor ours. A value that the database refuses although its
form let it pass is told as such (400), and noted: the form lacks a limit.
"""

import logging
from typing import Any

from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.deprecation import MiddlewareMixin

from portail.vues import demande_illisible

logger = logging.getLogger("django.request")
NUL = "\0"
FORMULAIRES = ("application/x-www-form-urlencoded", "multipart/form-data")


class SaisieIllisible(MiddlewareMixin):
    def process_view(self, request: HttpRequest, *vue: Any) -> None:
        if NUL in request.path_info:
            raise Http404("a NUL in the address")
        request.GET = _sans_nul(request.GET)  # type: ignore[assignment]  # not mutable either
        if request.method == "POST" and request.content_type in FORMULAIRES:
            request.POST = _sans_nul(request.POST)  # type: ignore[assignment]

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DataError):
            return None
        logger.error(
            "the database refuses a value that a form let pass, on %s",
            request.resolver_match and request.resolver_match.view_name,
        )
        return demande_illisible(request)


def _sans_nul(donnees: QueryDict) -> QueryDict:
    """The same, the very same when it holds none."""
    if not any(NUL in texte for nom, valeurs in donnees.lists() for texte in (nom, *valeurs)):
        return donnees
    propres = QueryDict(mutable=True)
    for nom, valeurs in donnees.lists():
        propres.setlist(nom.replace(NUL, ""), [valeur.replace(NUL, "") for valeur in valeurs])
    return QueryDict(propres.urlencode())  # as Django's own request: not mutable
