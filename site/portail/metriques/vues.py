"""The page that Prometheus reads."""

import ipaddress
import os

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from .ville import Ville

_ville = Ville()


@require_safe
@never_cache
@login_not_required
def metriques(request):
    """404 to whoever may not read it: closed or forbidden, it looks the same."""
    if not _permis(request):
        raise Http404
    registre = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registre)
    else:
        registre.register(REGISTRY)
    registre.register(_ville)
    return HttpResponse(generate_latest(registre), content_type=CONTENT_TYPE_LATEST)


def _permis(request):
    """Every condition that the town has set, and at least one."""
    conditions = []
    if settings.METRIQUES_JETON:
        attendu = f"Bearer {settings.METRIQUES_JETON}"
        conditions.append(constant_time_compare(request.headers.get("Authorization", ""), attendu))
    if settings.METRIQUES_ADRESSES:
        adresse = ipaddress.ip_address(get_client_ip(request) or "0.0.0.0")  # noqa: S104 - in no network of a town
        conditions.append(any(adresse in reseau for reseau in settings.METRIQUES_ADRESSES))
    return bool(conditions) and all(conditions)
