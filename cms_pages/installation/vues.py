"""The manifest, the icons, the page shown without a network and the script that keeps it. They are
the same for everybody, and hold nothing of anybody."""

from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from cms_pages.models import IdentiteSite
from cms_pages.socle.couleurs import PAGE, regles_css

from . import icones
from .icones import TAILLES

RACCOURCIS = (("Réserver", "reservations:calendrier"), ("Mes factures", "famille:factures"))


def manifeste(identite: IdentiteSite) -> dict[str, Any]:
    """As JSON: the town's name and colours; it opens on the dashboard."""
    return {
        "id": "/",
        "lang": "fr",
        "name": f"{identite.nom_portail}, {identite.ville}",
        "short_name": identite.nom_portail,
        "start_url": reverse("famille:tableau_de_bord"),
        "scope": "/",
        "display": "standalone",
        "theme_color": identite.couleur_principale,
        "background_color": PAGE,
        "icons": [_icone(nom) for nom in TAILLES],
        "shortcuts": [{"name": nom, "url": reverse(vue)} for nom, vue in RACCOURCIS],
    }


def _icone(nom: str) -> dict[str, str]:
    cote, part = TAILLES[nom]
    return {
        "src": reverse(f"cms_pages:icone_{nom}"),
        "type": "image/png",
        "sizes": f"{cote}x{cote}",
        "purpose": "maskable" if part < 1 else "any",
    }


HORS_LIGNE = "cms_pages/installation/hors_connexion.html"


@login_not_required
@require_safe
@cache_control(max_age=300, public=True)
def application(request: HttpRequest) -> JsonResponse:
    return JsonResponse(
        manifeste(IdentiteSite.for_request(request)), content_type="application/manifest+json"
    )


def _etag_icone(request: HttpRequest, nom: str) -> str:
    vue = f"{nom}|{icones.empreinte(IdentiteSite.for_request(request))}"
    return f'"{_condense(vue)}"'


@login_not_required
@require_safe
@cache_control(max_age=3600, public=True)
@condition(etag_func=_etag_icone)
def icone(request: HttpRequest, nom: str) -> HttpResponse:
    """`nom`: a key of icones.TAILLES."""
    identite = IdentiteSite.for_request(request)
    return HttpResponse(icones.dessiner(identite, nom), content_type="image/png")


@login_not_required
@require_safe
@cache_control(max_age=300, public=True)
def hors_connexion(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_page(IdentiteSite.for_request(request)))


@login_not_required
@require_safe
@cache_control(no_cache=True, public=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the root, since a script only rules the addresses under its own. Its version changes with
    what it keeps: a browser then fetches that anew, and forgets the rest."""
    identite = IdentiteSite.for_request(request)
    version = _condense(_page(identite) + regles_css(identite))
    contexte = {"version": version, "identite": identite, "push": bool(settings.PUSH)}
    script = render_to_string("cms_pages/installation/service_worker.js", contexte)
    return HttpResponse(script, content_type="text/javascript")


def _page(identite: IdentiteSite) -> str:
    """Without the request: it knows nobody."""
    return render_to_string(HORS_LIGNE, {"identite": identite})


def _condense(texte: str) -> str:
    return blake2b(texte.encode(), digest_size=8).hexdigest()
