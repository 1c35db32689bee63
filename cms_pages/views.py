"""Help of a screen, opinions on the help, search, plan of the site, the town's colours,
pictures."""

import posixpath
import re

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_POST, require_safe
from django.views.static import serve
from wagtail.models import Site

from . import plan
from .actions import compter_avis
from .aide import lisible, page_pour
from .couleurs import regles_css
from .models import AidePage, IdentiteSite
from .recherche import LONGUEUR_MAX, chercher, extrait

RESULTATS_PAR_PAGE = 10
AIDES_NOTEES = "aides_notees"  # session key: pages this browser has already answered for


@login_not_required
@require_safe
def aide_ecran(request):
    """Redirects to the help of the screen the reader comes from (G32); to the home while there is
    no guide at all."""
    page = page_pour(*(request.GET.get(nom, "")[:80] for nom in ("ecran", "code", "etape")))
    return redirect((page and page.get_url(request)) or "/")


@login_not_required
@require_POST
def avis(request, pk):
    """Counts "yes" or "no" for a help page, once a session; answers a fragment to htmx, else
    returns to the page."""
    page = get_object_or_404(AidePage.objects.live(), pk=pk)
    if not lisible(page, request):
        raise Http404
    notees = request.session.get(AIDES_NOTEES, [])
    if request.POST.get("utile") in ("oui", "non") and pk not in notees:
        compter_avis(page, utile=request.POST["utile"] == "oui")
        request.session[AIDES_NOTEES] = [*notees, pk]
    if request.htmx:
        return render(request, "cms_pages/composants/avis.html", {"page": page, "avis_donne": True})
    return redirect(f"{page.get_url(request)}#avis")


@login_not_required
@require_safe
def recherche(request):
    question = request.GET.get("q", "").strip()[:LONGUEUR_MAX]
    resultats = Paginator(chercher(question, _accueil(request)), RESULTATS_PAR_PAGE).get_page(
        request.GET.get("page")
    )
    lignes = [
        {"page": page, "extrait": extrait(page, question)}
        for page in resultats
        if hasattr(page, "texte_complet")
    ]
    return render(
        request,
        "cms_pages/recherche.html",
        {"question": question, "resultats": resultats, "lignes": lignes},
    )


@login_not_required
@require_safe
def plan_du_site(request):
    contexte = {"racine": plan.arbre(_accueil(request)), "ecrans": plan.ecrans(request.user)}
    return render(request, "cms_pages/plan.html", contexte)


def _etag_couleurs(request):
    identite = IdentiteSite.for_request(request)
    return f'"{identite.couleur_principale}{identite.couleur_sombre}{identite.couleur_accent}"'.replace(  # noqa: E501
        "#", "-"
    )


@login_not_required
@require_safe
@cache_control(max_age=300, public=True)
@condition(etag_func=_etag_couleurs)
def couleurs(request):
    """The town's colours as custom properties: a strict policy forbids them in the page itself."""
    identite = IdentiteSite.for_request(request)
    return HttpResponse(regles_css(identite), content_type="text/css")


PUBLICS = re.compile(r"(images|original_images)/")


@login_not_required
@require_safe
@cache_control(max_age=7 * 24 * 3600, public=True)
def media(request, chemin):
    """Pictures of the pages, for an installation without nginx or S3. Documents only go through
    Wagtail's own view."""
    # before the check: "images/../documents/x.html" is a document
    chemin = posixpath.normpath(chemin)
    if not PUBLICS.match(chemin):
        raise Http404
    return serve(request, chemin, document_root=settings.MEDIA_ROOT)


def _accueil(request):
    """Page: the root of the site being visited."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site.root_page
