"""{% icone "coche" %}: a drawing of the sprite, beside the word that it goes with. Fifteen of them
stand on a page, and a tag is much lighter than an included template."""

from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icone(nom: str) -> SafeString:
    """HTML: what nobody hears, the word beside it being read."""
    return format_html(
        '<svg class="pf-icone" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        _feuille(),
        nom,
    )


@cache
def _feuille() -> str:
    """The address of the sprite, the same for the life of a process."""
    return static("portail/icones.svg")
