"""The dashboard's card of general information (G12)."""

from urllib.parse import urljoin

from django.urls import reverse
from wagtail.models import Site

from cms_pages.models import ActualitePage
from famille.panneaux import Panneau

NOMBRE = 3


class Informations(Panneau):
    """The newest news of this site. At most two queries: the news, and the site when base.html has not read it yet."""

    gabarit = "cms_pages/panneaux/informations.html"
    colonne = "etroite"

    def contexte(self, request, foyers):
        site = Site.find_for_request(request)
        if site is None:
            return None
        pages = ActualitePage.objects.visibles().descendant_of(site.root_page).defer("corps")[:NOMBRE]
        actualites = [
            {"titre": page.title, "chapo": page.chapo, "date": page.date, "adresse": _adresse(page, site)}
            for page in pages
        ]
        if not actualites:
            return None
        return {"actualites": actualites, "toutes": urljoin(actualites[0]["adresse"], "../")}


def _adresse(page, site):
    """str: the path of a page of this site. Wagtail's own way asks the cache for the roots of every site: one query."""
    return reverse("wagtail_serve", args=[page.url_path.removeprefix(site.root_page.url_path)])
