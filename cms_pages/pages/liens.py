"""Where the links of a text lead: Wagtail reads each page that they name, whole, in two queries a
text; what is written of it is its address."""

from typing import Any

from django.core.cache import caches
from django.utils.html import escape
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

ADRESSES = "adresses-des-pages"  # of the cache `proche`: five seconds of a process


class LienVersUnePage(PageLinkHandler):
    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        adresses = caches["proche"].get_or_set(ADRESSES, _lire) or {}
        cles = [str(attrs.get("id")) for attrs in attrs_list]
        if not all(cle in adresses for cle in cles):  # one has just been made, or is gone
            return super().expand_db_attributes_many(attrs_list)
        return [f'<a href="{escape(adresses[cle])}">' for cle in cles]


def _lire() -> dict[str, str]:
    """key of a page → its address, of all those that have one."""
    pages = Page.objects.only("path", "depth", "url_path", "locale_id").order_by()
    return {str(page.pk): page.url for page in pages if page.url}
