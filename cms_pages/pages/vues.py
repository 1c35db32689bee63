"""The plan of the site, for people and for search engines, and the pictures of its pages."""

import posixpath
import re

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve
from wagtail.contrib.sitemaps.views import sitemap

from . import plan

UNE_HEURE = 3600
PUBLICS = re.compile(r"(images|original_images)/")


@login_not_required
@require_safe
def plan_du_site(request: HttpRequest) -> HttpResponse:
    racine = plan.arbre(plan.accueil_visite(request))
    contexte = {"racine": racine, "ecrans": plan.ecrans(request.user)}
    return render(request, "cms_pages/plan.html", contexte)


@login_not_required
@require_safe
@cache_control(max_age=7 * 24 * 3600, public=True)
def media(request: HttpRequest, chemin: str) -> HttpResponseBase:
    """Pictures of the pages, for an installation without nginx or S3. Documents only go through
    Wagtail's own view."""
    # before the check: "images/../documents/x.html" is a document
    chemin = posixpath.normpath(chemin)
    if not PUBLICS.match(chemin):
        raise Http404
    return serve(request, chemin, document_root=str(settings.MEDIA_ROOT))


@login_not_required
@require_safe
@cache_control(max_age=UNE_HEURE, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: the public pages, told by the sitemap. The rest asks them to
    sign in anyway; it is said so that they do not try."""
    lignes = [
        "User-agent: *",
        "Disallow: /gestion/",
        "Disallow: /agenda/",
        "Disallow: /paiement/",
        f"Disallow: {reverse('cms_pages:recherche')}",
        f"Sitemap: {settings.ADRESSE}{reverse('sitemap')}",
    ]
    return HttpResponse("\n".join([*lignes, ""]), content_type="text/plain; charset=utf-8")


# Wagtail's own: published pages that nobody has to sign in for.
plan_pour_les_moteurs = login_not_required(
    require_safe(cache_control(max_age=UNE_HEURE, public=True)(sitemap))
)
