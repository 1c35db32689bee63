"""Settings of the site that every screen shows: one query for all of them where there is one site,
and none for the next five seconds of a process (the cache `proche`)."""

from typing import Any

from django.core.cache import caches
from django.http import HttpRequest
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import Site


class ReglageDuSite(BaseSiteSetting):
    """A setting read with the others of this class, the site and its root page; Wagtail's own way
    elsewhere."""

    class Meta:
        abstract = True

    @classmethod
    def for_request(cls, request: HttpRequest) -> "ReglageDuSite":
        if not hasattr(request, cls.get_cache_attr_name()):
            retenir_le_site(request)
        return super().for_request(request)


SITES = "site-et-reglages"  # of the cache `proche`


def retenir_le_site(request: HttpRequest) -> None:
    """Keeps on the request what Wagtail would look for again."""
    lus = caches["proche"].get_or_set(SITES, _lire_les_sites) or []
    if len(lus) != 1 or not lus[0].is_default_site:
        return
    [site] = lus
    for modele in _reglages():
        reglage = getattr(site, _lien(modele), None)
        if reglage is not None:
            # where Wagtail keeps it: no public name spares each page this query
            request._wagtail_site = site  # type: ignore[attr-defined]  # noqa: SLF001
            setattr(request, modele.get_cache_attr_name(), reglage)


def _reglages() -> list[type[ReglageDuSite]]:
    return ReglageDuSite.__subclasses__()


def _lien(modele: type[ReglageDuSite]) -> str:
    """The name of its row on the site: "identitesite"."""
    return modele._meta.get_field("site").remote_field.get_accessor_name()


def _lire_les_sites() -> list[Any]:
    """With the home as what it is: Wagtail would ask which locale is active, then for its row."""
    avec = [
        nom
        for un in _reglages()
        for nom in (_lien(un), *(f"{_lien(un)}__{lie}" for lie in un.select_related or ()))
    ]
    sites = list(Site.objects.select_related("root_page", *avec).order_by()[:2])
    if len(sites) == 1:
        sites[0].root_page = sites[0].root_page.specific_deferred
    return sites
