"""Views of the house itself: is it in good health? what may an agent change of his own account?"""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse, HttpResponseServerError
from django.template.loader import get_template
from django.views.decorators.cache import never_cache
from wagtail.admin.views.account import AccountView, NameEmailSettingsPanel

from portail.taches import est_silencieux


@never_cache
@login_not_required
def sante(request):
    """For a load balancer or a supervisor: 200 when the database answers; the second line tells of the worker.

    A silent worker is said but is no 503: pages still work, mails wait in the queue.
    """
    connection.ensure_connection()
    return HttpResponse(f"web: ok\ntaches: {'silence' if est_silencieux() else 'ok'}\n", content_type="text/plain")


def erreur_interne(request):
    """The page of a fault of ours, with the reference that the logs have too. It reads nothing: all may be down."""
    page = get_template("500.html").render({"reference": getattr(request, "reference", "")})
    return HttpResponseServerError(page)


class MonCompte(AccountView):
    """The settings of one's own account in the admin, without the name: it signs decisions (CRPA L212-2), so that an
    administrator gives it, never its bearer."""

    def get_panels(self):
        return [panneau for panneau in super().get_panels() if not isinstance(panneau, NameEmailSettingsPanel)]
