"""News (G12): short, dated, shown on the home page and on each family's dashboard."""

from typing import Any, Self

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import PageManager, PageViewRestriction
from wagtail.query import PageQuerySet
from wagtail.search import index

from cms_pages.socle.erreurs import exiger_texte_alternatif

from .base import PagePortail

PAR_PAGE = 10


class ActualitePageQuerySet(PageQuerySet):
    def visibles(self) -> Self:
        """Published and restricted to nobody, the newest first; one query, unlike Wagtail's
        `public()`."""
        chemin = ExpressionWrapper(OuterRef("path"), output_field=models.CharField())
        restreintes = PageViewRestriction.objects.alias(chemin=chemin).filter(
            chemin__startswith=F("page__path")
        )
        return self.live().exclude(Exists(restreintes)).order_by("-date", "-pk")


class ActualitesPage(PagePortail):
    """The list of news."""

    genre = "Actualité"
    template = "cms_pages/actualites.html"
    parent_page_types = ["cms_pages.AccueilPage"]
    subpage_types = ["cms_pages.ActualitePage"]
    max_count = 1

    class Meta:
        verbose_name = "liste des actualités"
        verbose_name_plural = "listes des actualités"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        visibles = ActualitePage.objects.visibles().child_of(self).select_related("image")
        page = Paginator(visibles, PAR_PAGE).get_page(request.GET.get("page"))
        return super().get_context(request, *args, **kwargs) | {"actualites": page}


class ActualitePage(PagePortail):
    """One piece of news. Its address does not hold its date: a date is corrected, an address must
    not move."""

    date = models.DateField("date", default=timezone.localdate)
    image = models.ForeignKey(
        "cms_pages.Illustration",
        verbose_name="image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    image_alternative = models.CharField(
        "texte de remplacement",
        max_length=200,
        blank=True,
        help_text=(
            "Ce que montre l’image, pour qui ne la voit pas. Vide seulement si elle est décorative."
        ),
    )
    image_decorative = models.BooleanField(
        "image décorative", default=False, help_text="L’image n’apprend rien de plus que le texte."
    )

    objects = PageManager.from_queryset(ActualitePageQuerySet)()

    content_panels = [
        *PagePortail.content_panels[:-2],
        FieldPanel("date"),
        "chapo",
        MultiFieldPanel(
            ["image", FieldRowPanel(["image_alternative", "image_decorative"])],
            heading="L’image",
        ),
        "corps",
    ]
    search_fields = [*PagePortail.search_fields, index.FilterField("date")]
    genre = "Actualité"
    template = "cms_pages/actualite.html"
    parent_page_types = ["cms_pages.ActualitesPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "actualité"

    def clean(self) -> None:
        super().clean()
        if self.image_id and not self.brouillon:
            exiger_texte_alternatif(
                "image_alternative", self.image_alternative, decorative=self.image_decorative
            )
