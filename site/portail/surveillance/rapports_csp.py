"""What browsers tell of our policy (CSP) that was broken: a bug of a page of ours, or an attack.

Whoever wants may write here: a report is small, counted, and nothing of what it quotes is kept but
three words that we know or can check: the directive, where the thing came from (a keyword or a
host), the pattern of the page's address.
"""

import json
import logging
import re
from typing import Any
from urllib.parse import urlsplit

from allauth.core.ratelimit import consume
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, RawPostDataException
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from prometheus_client import Counter

journal = logging.getLogger("portail.csp")
RAPPORTS = Counter(
    "portail_csp_rapports", "Rapports de navigateurs sur la politique de contenu", ["directive"]
)
TAILLE_MAX = 16 * 1024  # bytes
PAR_ENVOI = 5  # reports read in one sending
_SILENCE = 3600  # seconds: the same three words are written once in the meantime
_DIRECTIVES = frozenset(
    f"{nom}{suite}"
    for nom in (
        "default",
        "script",
        "style",
        "img",
        "font",
        "connect",
        "frame",
        "object",
        "media",
        "worker",
        "manifest",
    )
    for suite in ("-src", "-src-elem", "-src-attr")
) | {"form-action", "frame-ancestors", "base-uri"}
_MOTS = frozenset({"inline", "eval", "wasm-eval", "data", "blob", "self"})
_HOTE = re.compile(r"[a-z0-9.-]{1,100}")


@csrf_exempt
@login_not_required
@require_POST
def rapport_csp(request: HttpRequest) -> HttpResponse:
    """204 whatever was sent; 413: too large; 429: too many from there."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > TAILLE_MAX:
        return HttpResponse(status=413)
    if not consume(request, action="rapport_csp"):
        return HttpResponse(status=429)
    try:
        corps = request.body
    except RawPostDataException:  # a form with files, which is read before any view: no report
        return HttpResponse(status=204)
    for rapport in lire(corps)[:PAR_ENVOI]:
        RAPPORTS.labels(rapport[0]).inc()
        if cache.add("csp:" + "|".join(rapport), 1, _SILENCE):
            journal.warning("policy broken: %s, from %s, on page %s", *rapport)
    return HttpResponse(status=204)


def lire(corps: bytes) -> list[tuple[str, str, str]]:
    """[(directive, source, page)] of a sending, in either of its two forms; what is not one of ours
    is left out."""
    try:
        envoi = json.loads(corps)
    except (ValueError, RecursionError):  # not JSON, not UTF-8, too deep
        return []
    if isinstance(envoi, dict):
        envoi = [{"type": "csp-violation", "body": envoi.get("csp-report")}]
    dits = [un for un in envoi if isinstance(un, dict)] if isinstance(envoi, list) else []
    corps_lus = [un.get("body") for un in dits if un.get("type") == "csp-violation"]
    return [lu for un in corps_lus if isinstance(un, dict) and (lu := _lire_un(un))]


def _lire_un(corps: dict[str, Any]) -> tuple[Any, Any, str] | None:
    dite = _texte(corps, "effectiveDirective", "effective-directive", "violated-directive")
    directive = dite.partition(" ")[0]
    if directive not in _DIRECTIVES:
        return None
    source = _source(_texte(corps, "blockedURL", "blocked-uri"))
    return directive, source, _page(_texte(corps, "documentURL", "document-uri"))


def _texte(corps: dict[str, Any], *noms: str) -> str:
    return next((corps[nom] for nom in noms if isinstance(corps.get(nom), str)), "")


def _source(adresse: str) -> str:
    """A keyword, a host without its path, "extension" (of the visitor's own browser), or
    "autre"."""
    if adresse in _MOTS:
        return adresse
    try:
        morceaux = urlsplit(adresse)
        hote = morceaux.hostname or ""
    except ValueError:
        return "autre"
    if morceaux.scheme.endswith("-extension"):
        return "extension"
    connue = morceaux.scheme in ("http", "https", "ws", "wss") and _HOTE.fullmatch(hote)
    return hote if connue else "autre"


def _page(adresse: str) -> str:
    """The pattern, which holds no key: "mes-factures/<slug:numero>/"; the name of Wagtail's views,
    whose pattern says nothing; "autre" for what is no address of ours."""
    try:
        trouve = resolve(urlsplit(adresse).path)
    except (Resolver404, ValueError):
        return "autre"
    return trouve.view_name if trouve.route.startswith("^") else trouve.route
