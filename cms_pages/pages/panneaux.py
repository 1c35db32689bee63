"""The dashboard's card of general information (G12)."""

from typing import Any
from urllib.parse import urljoin

from django.core.cache import caches
from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Site

from cms_pages.models import ActualitePage, IdentiteSite
from famille.models import Foyer
from famille.tableau_de_bord.panneaux import Panneau

NOMBRE = 3


class Informations(Panneau):
    """The newest news of this site, the same for all: kept five seconds by each process. Two
    queries, when it is not: the site, which base.html needs anyway, and the news."""

    gabarit = "cms_pages/panneaux/informations.html"
    ordre = 70
    colonne = "etroite"

    def contexte(self, request: HttpRequest, foyers: list[Foyer]) -> dict[str, Any] | None:
        try:
            # which finds the site with what every page says of it
            IdentiteSite.for_request(request)
        except IdentiteSite.DoesNotExist:
            return None  # of no site
        site = Site.find_for_request(request)
        actualites = caches["proche"].get_or_set(f"actualites-{site.pk}", lambda: _actualites(site))
        if not actualites:
            return None
        return {"actualites": actualites, "toutes": urljoin(actualites[0]["adresse"], "../")}


def _actualites(site: Site) -> list[Any]:
    pages = ActualitePage.objects.visibles().descendant_of(site.root_page).defer("corps")
    return [
        {
            "titre": page.title,
            "chapo": page.chapo,
            "date": page.date,
            "adresse": _adresse(page, site),
        }
        for page in pages[:NOMBRE]
    ]


def _adresse(page: ActualitePage, site: Site) -> str:
    """The path of a page of this site. Wagtail's own way asks the cache for the roots of every
    site: one query."""
    return reverse("wagtail_serve", args=[page.url_path.removeprefix(site.root_page.url_path)])
