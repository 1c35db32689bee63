"""The demo town's own pages: who may be played, and the mails that were sent. No such address in
production."""

import time
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from famille.comptes.second_facteur.facteurs import code_actuel

from .ville import boite, remplissage
from .ville.comptes import FAMILLES, MOT_DE_PASSE, PERSONNEL
from .ville.foyers.personnages import NON_ACTIVE

if TYPE_CHECKING:
    from demo.ville.boite import Lettre


PERIODE = 30  # seconds a code lives
LETTRES_PAR_PAGE = 25
# A mail is styled inline, runs nothing, and is shown in a frame of our own page.
CSP_LETTRE: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "frame-ancestors": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
}


@require_safe
@never_cache
@login_not_required
def comptes(request: HttpRequest) -> HttpResponse:
    contexte = {
        "familles": FAMILLES,
        "mot_de_passe": MOT_DE_PASSE,
        "non_active": NON_ACTIVE,
        "remplie": remplissage.ce_qui_est_fait(),
    } | _codes()
    return render(request, "demo/comptes.html", contexte)


@require_safe
@never_cache
@login_not_required
def codes(request: HttpRequest) -> HttpResponse:
    """The table of staff accounts alone, which the page asks for again while it is open."""
    return render(request, "demo/personnel.html", _codes())


def _codes() -> dict[str, Any]:
    personnel = [{**fiche, "code": code_actuel(fiche["secret"])} for fiche in PERSONNEL]
    return {"personnel": personnel, "secondes": PERIODE - int(time.time()) % PERIODE}


@require_safe
@never_cache
@login_not_required
def courriels(request: HttpRequest) -> HttpResponse:
    page = Paginator(boite.fichiers(), LETTRES_PAR_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "demo/courriels.html", {"page": page, "lettres": boite.lettres(list(page))}
    )


@require_safe
@never_cache
@login_not_required
def courriel(request: HttpRequest, cle: str) -> HttpResponse:
    return render(request, "demo/courriel.html", {"lettre": _lettre(cle)})


@require_safe
@never_cache
@login_not_required
@xframe_options_sameorigin
@csp_override(CSP_LETTRE)
def courriel_html(request: HttpRequest, cle: str) -> HttpResponse:
    """The HTML of a mail, for the frame: links open elsewhere, since the portal refuses to be
    framed."""
    html = _lettre(cle).html
    if not html:
        raise Http404
    return HttpResponse(html.replace("<head>", '<head><base target="_blank">', 1))


def _lettre(cle: str) -> "Lettre":
    lettre = boite.lettre(cle)
    if lettre is None:
        raise Http404
    return lettre
