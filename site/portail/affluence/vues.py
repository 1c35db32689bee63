"""What the waiting page asks while it is open."""

import time

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .porte import lire_la_place


@never_cache
@login_not_required
@require_safe
def affluence(request: HttpRequest) -> JsonResponse:
    """What `Place.dite` says of the place that this browser brings. Without one: `secondes` 0, and
    the door itself will say."""
    place = lire_la_place(request)
    if place is None or not settings.ENTREES_PAR_MINUTE:
        return JsonResponse({"secondes": 0})
    return JsonResponse(place.dite(time.time(), settings.ENTREES_PAR_MINUTE))
