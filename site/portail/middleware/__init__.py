"""What stands between every request and the rooms. docs/comprendre/acces.md tells it as a whole."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

GESTION = "/gestion/"


class AvantLaVue:
    """What decides once the view is known, before it answers (`process_view`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)
