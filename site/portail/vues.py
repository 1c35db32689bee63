"""Views of the house itself: is it in good health?"""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse
from django.views.decorators.cache import never_cache

from portail.taches import est_silencieux


@never_cache
@login_not_required
def sante(request):
    """For a load balancer or a supervisor: 200 when the database answers; the second line tells of the worker.

    A silent worker is said but is no 503: pages still work, mails wait in the queue.
    """
    connection.ensure_connection()
    return HttpResponse(f"web: ok\ntaches: {'silence' if est_silencieux() else 'ok'}\n", content_type="text/plain")
