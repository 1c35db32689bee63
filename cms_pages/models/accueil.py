"""The public home, at the root of the site."""

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import MultiFieldPanel
from wagtail.search import index
from wagtail.url_routing import RouteResult

from cms_pages.blocs import BLOCS_ACCUEIL
from cms_pages.socle.champs import ChampBlocs

from .actualite import ActualitePage, ActualitesPage
from .base import PagePortail


class AccueilPage(PagePortail):
    """One a site; whoever arrives sees what the portal does and where to sign in."""

    accroche = models.CharField(
        "grand titre",
        max_length=100,
        help_text=(
            "La phrase en grand, en haut de la page. Le titre de la page, lui, s’affiche dans le"
            " fil d’Ariane."
        ),
    )
    image = models.ForeignKey(
        "cms_pages.Illustration",
        verbose_name="illustration",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=(
            "Décorative : elle ne doit porter aucune information, les lecteurs d’écran ne la lisent"
            " pas."
        ),
    )
    corps = ChampBlocs(BLOCS_ACCUEIL, verbose_name="contenu", blank=True)

    content_panels = [
        *PagePortail.content_panels[:-2],
        MultiFieldPanel(["accroche", "chapo", "image"], heading="Le haut de la page"),
        "corps",
    ]
    search_fields = [*PagePortail.search_fields, index.SearchField("accroche")]
    genre = "Accueil"
    template = "cms_pages/accueil.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "cms_pages.RubriquePage",
        "cms_pages.InformationPage",
        "cms_pages.ActualitesPage",
        "cms_pages.GuidePage",
        "cms_pages.PageLegale",
    ]
    max_count = 1

    class Meta:
        verbose_name = "page d’accueil"

    @property
    def reliee(self) -> bool:
        """And every other page stands under it; a town may do without one of another language."""
        return not self.langue.etrangere

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """ "/ar/…" is read from the home of this language, "/" and the rest from the French one."""
        if path_components and not self.langue.etrangere:
            code, *suite = path_components
            autre = code != settings.LANGUAGE_CODE and code in dict(settings.LANGUAGES)
            racine = autre and AccueilPage.objects.filter(locale__language_code=code).first()
            if racine:
                return racine.route(request, suite)
        elif not path_components and self.get_deferred_fields():
            return AccueilPage.objects.get(pk=self.pk).route(request, path_components)
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        liste = self.get_children().type(ActualitesPage).live().first()
        return super().get_context(request, *args, **kwargs) | {
            "actualites": ActualitePage.objects.visibles()[:3],
            "toutes": liste and liste.get_url(request),
        }
