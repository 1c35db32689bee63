"""Requests with what our middlewares add. For types only: they are never instantiated."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from famille.models import Utilisateur


class RequeteHtmx(HttpRequest):
    """A request from anybody."""

    htmx: "HtmxDetails"


class RequeteConnectee(RequeteHtmx):
    """A request from somebody signed in. Others never reach a view, unless it is marked
    `login_not_required`."""

    user: "Utilisateur"
