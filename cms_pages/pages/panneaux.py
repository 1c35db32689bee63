"""The dashboard's line of general information (G12): the news and the pages of the town, which
unfold in place."""

from urllib.parse import urljoin

from django.core.cache import caches
from django.urls import reverse
from wagtail.models import Page, Site

from cms_pages.models import ActualitePage, IdentiteSite, InformationPage, RubriquePage
from famille.dossier.tableau_de_bord.panneaux import Panneau, Sujet
from famille.models import Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte

NOUVELLES = 3
PAGES = 8
type Liens = tuple[tuple[str, str], ...]


class Informations(Panneau):
    """The same for all: kept five seconds by each process. Four queries, when it is not: the site,
    which base.html needs anyway, what is restricted, the news, and the pages of information."""

    ordre = 90

    def lire(self, request: RequeteConnectee, foyers: list[Foyer]) -> None:
        self.nouvelles, self.liens = 0, ()
        try:
            # which finds the site with what every page says of it
            IdentiteSite.for_request(request)
        except IdentiteSite.DoesNotExist:
            return  # of no site
        site = Site.find_for_request(request)
        lus = caches["proche"].get_or_set(f"informations-{site.pk}", lambda: _lire(site))
        self.nouvelles, self.liens = lus or (0, ())

    def sujets(self) -> list[Sujet]:
        if not self.liens:
            return []
        combien = compte(self.nouvelles, "actualité") if self.nouvelles else ""
        return [Sujet(90, "Informations et actualités", combien, liens=self.liens)]


def _lire(site: Site) -> tuple[int, Liens]:
    """(how many news, ((title, address), …)): the newest, all of them, the pages of information."""
    nouvelles = ActualitePage.objects.visibles().descendant_of(site.root_page).defer("corps")
    dernieres = [(page.title, _adresse(page, site)) for page in nouvelles[:NOUVELLES]]
    toutes = [("Toutes les actualités", urljoin(dernieres[0][1], "../"))] if dernieres else []
    informations = Page.objects.type(RubriquePage, InformationPage).live().public()
    pages = informations.descendant_of(site.root_page).order_by("path")
    pages = pages.filter(depth__lte=site.root_page.depth + 2)
    liens = (*dernieres, *toutes, *((page.title, _adresse(page, site)) for page in pages[:PAGES]))
    return len(dernieres), liens


def _adresse(page: Page, site: Site) -> str:
    """The path of a page of this site. Wagtail's own way asks the cache for the roots of every
    site: one query."""
    return reverse("wagtail_serve", args=[page.url_path.removeprefix(site.root_page.url_path)])
