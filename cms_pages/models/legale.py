"""The pages that the law asks of a town's site (D18). Each is linked from every footer."""

from django.utils.functional import cached_property

from .base import PagePortail

DU_PIED = frozenset({"accessibilite", "mentions-legales", "donnees-personnelles", "modalites"})
"""Their addresses, under the home: templates/composants/pied.html links to each."""


class PageLegale(PagePortail):
    """Legal notice, personal data, accessibility, terms of use. Its last change is shown: readers
    may need it."""

    genre = "Page légale"
    template = "cms_pages/legale.html"
    parent_page_types = ["cms_pages.AccueilPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "page légale"
        verbose_name_plural = "pages légales"

    @property
    def reliee(self) -> bool:
        return self.slug in DU_PIED

    @cached_property
    def a_completer(self) -> bool:
        """Whether the town has still something of its own to write here (block "à compléter")."""
        return any(bloc.block_type == "a_completer" for bloc in self.corps)
