"""The page that Prometheus reads."""

import os

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from portail.surveillance.outils import est_un_outil_de_la_ville

from .ville import Ville

_ville = Ville()


@require_safe
@never_cache
@login_not_required
def metriques(request: HttpRequest) -> HttpResponse:
    """404 to whoever may not read it: closed or forbidden, it looks the same."""
    if not est_un_outil_de_la_ville(request):
        raise Http404
    registre = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registre)
    else:
        registre.register(REGISTRY)
    registre.register(_ville)
    return HttpResponse(generate_latest(registre), content_type=CONTENT_TYPE_LATEST)
