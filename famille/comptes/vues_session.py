"""How much of the session is left, and the way to stay (WCAG 2.2.1; static/portail/js/session.js
asks)."""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .sessions import prolonger, reste


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def session(request):
    """{"reste": seconds}, 0 for nobody. Read, it is no use of the session; posted, it is: somebody
    said "I am here"."""
    if request.method == "POST" and request.user.is_authenticated:
        prolonger(request)
    return JsonResponse({"reste": reste(request)})
