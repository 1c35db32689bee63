"""The links from a page to the same one in another language."""

from typing import Any

from django import template
from wagtail.models import Page, Site

from cms_pages.socle.langues import langues

register = template.Library()


@register.inclusion_tag("cms_pages/composants/langues.html", takes_context=True)
def choix_de_la_langue(context: template.Context, page: Page | None = None) -> dict[str, Any]:
    """`page`: a public page; without it, on a screen, the homes in other languages."""
    toutes = langues()
    if page is not None:
        return {"versions": toutes.versions_de(page), "courante": toutes.de(page).code}
    site = Site.find_for_request(context["request"])
    versions = toutes.versions_de(site.root_page) if site else []
    return {"versions": [une for une in versions if une.langue.etrangere], "courante": ""}
