"""What every page of the portal has: an introduction, blocks, an index of its words, its place in
the breadcrumb."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from wagtail.images.models import AbstractImage
from wagtail.models import Page, PagePermissionTester, PageViewRestriction
from wagtail.search import index
from wagtail.url_routing import RouteResult

from cms_pages.blocs import BLOCS, ancre
from cms_pages.socle.brouillons import FormulaireDePage
from cms_pages.socle.champs import ChampBlocs
from cms_pages.socle.erreurs import GARDER_L_ADRESSE, GARDER_LA_PAGE
from cms_pages.socle.langues import Langue, langues
from cms_pages.socle.texte import mots
from famille.models import Utilisateur


class DroitsSurPageReliee(PagePermissionTester):
    """The padlock would close to visitors a page that the portal sends them to: it is there to be
    opened only."""

    def can_set_view_restrictions(self) -> bool:
        return super().can_set_view_restrictions() and self.page.get_view_restrictions().exists()


class PagePortail(Page):
    """Abstract. Drafts, preview, history and moderation are Wagtail's; the promote panel is
    kept."""

    chapo = models.TextField(
        "introduction",
        max_length=400,
        blank=True,
        help_text=(
            "Une ou deux phrases sous le titre, reprises dans les listes. 400 caractères au plus."
        ),
    )
    corps = ChampBlocs(BLOCS, verbose_name="contenu", blank=True)

    content_panels = [*Page.content_panels, "chapo", "corps"]
    search_fields = [
        *Page.search_fields,
        index.SearchField("mots_indexes"),
        index.AutocompleteField("mots_indexes"),
    ]

    base_form_class = FormulaireDePage
    brouillon = False  # set by its form: it is saved unfinished
    genre = "Information"  # the word shown beside a search result
    # The pages above this one, the home first, when its address has just been followed from there.
    au_dessus: "list[Page] | None" = None

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Wagtail's, which comes through the pages above: they are not asked for again."""
        resultat = super().route(request, path_components)
        if isinstance(resultat.page, PagePortail) and resultat.page is not self:
            resultat.page.au_dessus = [self, *(resultat.page.au_dessus or [])]
        return resultat

    def get_view_restrictions(self) -> "models.QuerySet[PageViewRestriction]":
        """Wagtail's, told by the path of the page where no alias stands on it: one query less."""
        if self.au_dessus is None or any(page.alias_of_id for page in (self, *self.au_dessus)):
            return super().get_view_restrictions()
        pas = range(self.steplen, len(self.path) + 1, self.steplen)
        return PageViewRestriction.objects.filter(page__path__in=[self.path[:n] for n in pas])

    @cached_property
    def langue(self) -> Langue:
        return langues().de(self)

    @property
    def localized(self) -> "PagePortail":
        """A link leads to the page that was chosen: its address says its language."""
        return self

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """One for what is told in another language than the words of the others."""
        if self.langue.etrangere:
            return "cms_pages/traduite.html"
        return super().get_template(request, *args, **kwargs)

    @property
    def reliee(self) -> bool:
        """Whether screens of the portal link here, so that the page stays published, public and at
        its address."""
        return False

    def permissions_for_user(self, user: Utilisateur) -> DroitsSurPageReliee | PagePermissionTester:
        return (
            DroitsSurPageReliee(user, self) if self.reliee else super().permissions_for_user(user)
        )

    def clean(self) -> None:
        """Raises ValidationError when a linked page would leave its address, at once or on a
        date."""
        super().clean()
        publiee = type(self).objects.filter(pk=self.pk).first()
        if publiee is None or not publiee.reliee:
            return
        fautes = {"expire_at": GARDER_LA_PAGE} if self.expire_at else {}
        if self.slug != publiee.slug:
            fautes["slug"] = GARDER_L_ADRESSE.format(adresse=publiee.slug)
        if fautes:
            raise ValidationError(fautes)

    def texte_complet(self) -> str:
        """All the words of the page, for the index and for the excerpt of a search result."""
        morceaux = [self.title, self.chapo, self.search_description]
        for bloc in self.corps:
            morceaux += bloc.block.get_searchable_content(bloc.value)
        return " ".join(str(morceau).strip() for morceau in morceaux if morceau)

    def mots_indexes(self) -> str:
        """The comparable words of the page (cms_pages.socle.texte): accents and plurals do not
        matter."""
        return " ".join(mots(self.texte_complet()))

    @cached_property
    def sommaire(self) -> list[tuple[str, str]]:
        """list[(anchor, title)]: the second-level titles, when they are enough to need a table of
        contents."""
        titres = [
            (ancre(bloc.value["texte"]), bloc.value["texte"])
            for bloc in self.corps
            if bloc.block_type == "titre" and bloc.value["niveau"] == "h2"
        ]
        return titres if len(titres) >= 3 else []

    @cached_property
    def fil(self) -> list[Page]:
        """The pages above this one, the home first; read in one query at most."""
        if self.au_dessus is not None:
            return self.au_dessus
        return list(self.get_ancestors().filter(depth__gte=2))

    def sous_pages(self) -> models.QuerySet[Page]:
        """PageQuerySet of the published children, in the order the editors gave them."""
        return self.get_children().live().public().specific()

    @property
    def vignette(self) -> AbstractImage:
        """Image | None: the first picture of the page, for the card that leads to it."""
        return next(
            (bloc.value["image"] for bloc in self.corps if bloc.block_type == "image"), None
        )


def lire_les_corps(pages: Sequence[PagePortail]) -> None:
    """Read their texts together: the pictures and the pages that they name are asked for once, and
    not page by page."""
    bloc = PagePortail._meta.get_field("corps").stream_block
    lus = bloc.bulk_to_python([list(page.corps.raw_data) for page in pages])
    for page, corps in zip(pages, lus, strict=True):
        page.corps = corps
