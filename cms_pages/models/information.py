"""Information pages (G12) and the lists that gather them."""

from .base import PagePortail


class RubriquePage(PagePortail):
    """A heading of the site: presents its pages as cards."""

    template = "cms_pages/rubrique.html"
    parent_page_types = ["cms_pages.AccueilPage", "cms_pages.RubriquePage"]
    subpage_types = ["cms_pages.RubriquePage", "cms_pages.InformationPage"]
    show_in_menus_default = True

    class Meta:
        verbose_name = "rubrique"


class InformationPage(PagePortail):
    """One subject, told to families: a crèche, the prices, the school restaurant."""

    template = "cms_pages/information.html"
    parent_page_types = [
        "cms_pages.AccueilPage",
        "cms_pages.RubriquePage",
        "cms_pages.InformationPage",
    ]
    subpage_types = ["cms_pages.InformationPage"]

    class Meta:
        verbose_name = "page d’information"
        verbose_name_plural = "pages d’information"
