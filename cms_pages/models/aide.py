"""The guide and its pages, the screens they explain (G32), and what families thought of them."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Orderable, Page, PageViewRestriction

from cms_pages.socle.ecrans import choix_des_ecrans

from .base import PagePortail, lire_les_corps


class GuidePage(RoutablePageMixin, PagePortail):
    """The user guide: its chapters, and the whole of it on one page, to print."""

    genre = "Aide"
    template = "cms_pages/guide.html"
    parent_page_types = ["cms_pages.AccueilPage"]
    subpage_types = ["cms_pages.AidePage"]
    max_count = 1

    class Meta:
        verbose_name = "guide d’utilisation"
        verbose_name_plural = "guides d’utilisation"

    def chapitres(self) -> "list[AidePage]":
        """The chapters in order, each with its `pages`; the whole tree in two queries."""
        pages = list(AidePage.objects.descendant_of(self).live().public().order_by("path"))
        chapitres = [page for page in pages if page.depth == self.depth + 1]
        for chapitre in chapitres:
            chapitre.pages = [
                page
                for page in pages
                if page.depth > chapitre.depth and page.is_descendant_of(chapitre)
            ]
        return chapitres

    def get_context(
        self, request: HttpRequest, *args: Any, en_entier: bool = False, **kwargs: Any
    ) -> dict[str, Any]:
        """`en_entier`: the text of every page will be shown."""
        chapitres = self.chapitres()
        if en_entier:
            lire_les_corps([page for un in chapitres for page in (un, *un.pages)])
        return super().get_context(request, *args, **kwargs) | {"chapitres": chapitres}

    @path("")
    def accueil_du_guide(self, request: HttpRequest) -> HttpResponse:
        return self.render(request)

    @path("complet/", name="complet")
    def guide_complet(self, request: HttpRequest) -> HttpResponse:
        """The printable whole."""
        return self.render(request, template="cms_pages/guide_complet.html", en_entier=True)


class ChapitreFourni(models.Model):
    """A chapter that the portal has given to this town's guide, once: what the town made of it
    since is its own."""

    slug = models.SlugField(primary_key=True)
    fourni_le = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "chapitre fourni"
        verbose_name_plural = "chapitres fournis"

    def __str__(self) -> str:
        return self.slug


class AidePage(PagePortail):
    """A page of the guide; directly under the guide, it is a chapter and lists its pages."""

    content_panels = [
        *PagePortail.content_panels,
        InlinePanel(
            "ecrans",
            heading="Écrans expliqués",
            label="Écran",
            help_text=(
                "Le bouton « Aide » de ces écrans, ou de ces étapes d’une démarche, ouvre cette"
                " page."
            ),
        ),
    ]
    genre = "Aide"
    template = "cms_pages/aide.html"
    parent_page_types = ["cms_pages.GuidePage", "cms_pages.AidePage"]
    subpage_types = ["cms_pages.AidePage"]

    class Meta:
        verbose_name = "page d’aide"
        verbose_name_plural = "pages d’aide"

    @classmethod
    def can_create_at(cls, parent: PagePortail) -> bool:
        """A chapter has pages; a page has none (the printed guide has two levels of titles)."""
        return super().can_create_at(parent) and not isinstance(
            parent.get_parent().specific, AidePage
        )

    def entourage(self) -> "tuple[AidePage | None, AidePage | None, list[AidePage]]":
        """The pages read before and after this one, and those under it, for the same readers: what
        is kept for the agents stands beside what is kept for them. In one query, beside that of
        what is kept."""
        reserves = tuple(PageViewRestriction.objects.values_list("page__path", flat=True))
        parent = self.path[: -self.steplen]
        voisines = AidePage.objects.filter(
            Q(depth=self.depth, path__startswith=parent)
            | Q(depth=self.depth + 1, path__startswith=self.path)
        )
        reservee = self.path.startswith(reserves)
        autour = [
            page
            for page in voisines.live().order_by("path")
            if page.path.startswith(reserves) == reservee
        ]
        freres = [page for page in autour if page.depth == self.depth]
        precedente = next((p for p in reversed(freres) if p.path < self.path), None)
        suivante = next((p for p in freres if p.path > self.path), None)
        return precedente, suivante, [page for page in autour if page.depth > self.depth]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """A chapter asks nobody what its list of pages is worth: it has no form, so that shared
        caches keep it as they keep the home."""
        precedente, suivante, pages = self.entourage()
        return super().get_context(request, *args, **kwargs) | {
            "pages": pages,
            "precedente": precedente,
            "suivante": suivante,
            "avis_donne": not pages and self.pk in request.session.get("aides_notees", ()),
        }


class EcranAide(Orderable):
    """Ties a help page to a screen of the portal. `cle` is made by cms_pages.socle.ecrans.cle()."""

    page = ParentalKey(AidePage, on_delete=models.CASCADE, related_name="ecrans")
    cle = models.CharField("écran", max_length=160, choices=choix_des_ecrans)

    panels = [FieldPanel("cle")]

    class Meta(Orderable.Meta):
        verbose_name = "écran expliqué"
        verbose_name_plural = "écrans expliqués"
        constraints = [
            models.UniqueConstraint(fields=["page", "cle"], name="ecran_une_fois_par_page")
        ]

    def __str__(self) -> str:
        return self.cle


class AvisAide(models.Model):
    """How many found a page useful, month by month. Two counters and nothing else: no personal data
    (G32)."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    mois = models.DateField(help_text="premier jour du mois")
    oui = models.PositiveIntegerField(default=0)
    non = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "avis sur l’aide"
        verbose_name_plural = "avis sur l’aide"
        constraints = [
            models.UniqueConstraint(fields=["page", "mois"], name="avis_un_compteur_par_mois"),
            # As text: a part of a date is a function of Django's on SQLite, which no other program
            # has.
            models.CheckConstraint(condition=Q(mois__endswith="-01"), name="avis_premier_du_mois"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.mois:%m/%Y} : {self.oui} oui, {self.non} non"
