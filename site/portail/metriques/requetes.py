"""Each request, by view and status, and how long it took. The name of the view, never its
address."""

import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from prometheus_client import Counter, Histogram, disable_created_metrics

disable_created_metrics()  # the moment when each series began: two figures more for nothing
AUTRE = "autre"  # what no view answered: otherwise each wrong address would be a series of its own
SEAUX = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

REQUETES = Counter(
    "portail_requetes", "Requêtes, par écran et par code de réponse", ["methode", "ecran", "code"]
)
DUREES = Histogram(
    "portail_requete_secondes", "Durée des requêtes, en secondes", ["ecran"], buckets=SEAUX
)
REFUS = Counter(
    "portail_refus", "Pages refusées avec une phrase (code 422, 403, 429…)", ["ecran", "code"]
)
METHODES = {"GET", "HEAD", "POST"}


class Mesure:
    """Stands outside of everything else but the reference: what it times is what the visitor
    waited."""

    def __init__(self, get_response: Callable[..., Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        debut = time.perf_counter()
        response = self.get_response(request)
        trouve = getattr(request, "resolver_match", None)
        ecran = (trouve.view_name if trouve else "") or AUTRE
        code = str(response.status_code)
        REQUETES.labels(request.method if request.method in METHODES else AUTRE, ecran, code).inc()
        DUREES.labels(ecran).observe(time.perf_counter() - debut)
        if code in {"403", "409", "422", "429"}:
            REFUS.labels(ecran, code).inc()
        return response
