"""Each request: the reference by which it is found again, its view and its status, and how long it
took. The name of the view, never its address."""

import re
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from prometheus_client import Counter, Histogram, disable_created_metrics

from portail.surveillance.journaux import COURANTE

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
ENTETE = "X-Request-ID"
_REFERENCE = re.compile(r"[A-Za-z0-9-]{8,64}")


class ReferenceDeRequete:
    """Gives each request a reference, to the logs, the error page and the answer. The proxy's own
    is taken if it is well formed; without a proxy of ours in front, a client's never is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        donnee = request.headers.get(ENTETE, "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
        reference = donnee if _REFERENCE.fullmatch(donnee) else secrets.token_hex(8)
        request.reference = reference  # type: ignore[attr-defined]  # read by the error page
        jeton = COURANTE.set(reference)
        try:
            response = self.get_response(request)
        finally:
            COURANTE.reset(jeton)
        response.headers[ENTETE] = reference
        return response


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
