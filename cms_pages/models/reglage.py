"""Settings of the site that every screen shows: one query for all of them where there is one site,
and none for the next five seconds of a process (the cache `proche`)."""

from typing import Any
from uuid import uuid4

from django.core.cache import caches
from django.db.models import QuerySet
from django.db.models.base import ModelState
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


SITES = "site-et-reglages"  # of the cache `proche`: what names all that this process has kept
_gardes: dict[str, list[Any]] = {}


def retenir_le_site(request: HttpRequest) -> None:
    """Keeps on the request what Wagtail would look for again: copies of what this process has read,
    on which a page may write."""
    lus = _les_sites()
    if len(lus) != 1 or not lus[0].is_default_site:
        return
    site = _copie(lus[0])
    site.root_page = _copie(site.root_page)
    for modele in _reglages():
        lu = getattr(lus[0], _lien(modele), None)
        if lu is not None:
            reglage = _copie(lu)
            reglage.site = site
            # where Wagtail keeps it
            request._wagtail_site = site  # type: ignore[attr-defined]  # noqa: SLF001
            # as Wagtail does, for the addresses of pages
            reglage._request = request  # noqa: SLF001
            setattr(request, modele.get_cache_attr_name(), reglage)


def _copie(objet: Any) -> Any:
    """As `copy` does, which first asks of each how it is pickled: four times as long."""
    autre = objet.__class__.__new__(objet.__class__)
    autre.__dict__ |= objet.__dict__
    autre._state = ModelState()
    autre._state.__dict__ |= objet._state.__dict__
    autre._state.fields_cache = dict(objet._state.fields_cache)
    return autre


def _les_sites() -> list[Any]:
    """Kept as they are: the cache would make each of them anew from its text at each page, which
    took a twentieth of it."""
    cle = caches["proche"].get(SITES, "")
    sites = _gardes.get(cle)
    if sites is None:
        sites, cle = _lire_les_sites(), uuid4().hex
        _gardes.clear()
        _gardes[cle] = sites
        caches["proche"].set(SITES, cle)
    return sites


def _reglages() -> list[type[ReglageDuSite]]:
    return ReglageDuSite.__subclasses__()


def _lien(modele: type[ReglageDuSite]) -> str:
    """The name of its row on the site: "identitesite"."""
    return modele._meta.get_field("site").remote_field.get_accessor_name()


def _lire() -> QuerySet[Site]:
    avec = [
        nom
        for un in _reglages()
        for nom in (_lien(un), *(f"{_lien(un)}__{lie}" for lie in un.select_related or ()))
    ]
    return Site.objects.select_related("root_page", *avec).order_by()[:2]


def _lire_les_sites() -> list[Any]:
    """With the home as what it is: Wagtail would ask which locale is active, then for its row."""
    sites = list(_lire())
    if len(sites) == 1:
        sites[0].root_page = sites[0].root_page.specific_deferred
    return sites
