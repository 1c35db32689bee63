"""What our middlewares put on a request, for types only: nothing makes one of these."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from famille.models import Utilisateur


class RequeteHtmx(HttpRequest):
    """Anybody's."""

    htmx: "HtmxDetails"


class RequeteConnectee(RequeteHtmx):
    """That of somebody signed in: the others are sent elsewhere before any view but those that say
    `login_not_required`."""

    user: "Utilisateur"
