"""{% icone "coche" %}: a drawing of the sprite, beside the word that it goes with; {% pastille
statut mot %}: both in the pill of a state. Fifteen of them stand on a page, and a tag is much
lighter than an included template."""

from functools import cache, lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
# Of a state, whatever it is of: the drawing, for who does not tell its colour.
DESSINS = {
    "validee": "coche",
    "sain": "coche",
    "close": "coche",
    "en-attente": "attente",
    "en-analyse": "attente",
    "a-completer": "retour",
    "retiree": "retour",
    "rejetee": "croix",
    "repondue": "message",
    "infecte": "virus",
    "finit": "horloge",
    "fini": "horloge",
    "non-analyse": "info",
}
SANS_DESSIN = "brouillon"  # of its own


@register.simple_tag
@lru_cache(maxsize=256)  # a page has some twenty of them
def icone(nom: str) -> SafeString:
    """HTML: what nobody hears, the word beside it being read."""
    return format_html(
        '<svg class="pf-icone" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        _feuille(),
        nom,
    )


@register.simple_tag
def pastille(statut: str, mot: str, dessin: str = "") -> SafeString:
    """HTML: the word of a state, with its colour and its drawing, or that of `dessin`."""
    return _pastille(str(statut), str(mot), str(dessin))


@lru_cache(maxsize=512)  # a town has some fifty of them
def _pastille(statut: str, mot: str, dessin: str) -> SafeString:
    html = '<span class="pf-pastille pf-pastille-{}">{} {}</span>'
    return format_html(html, statut, icone(dessin or DESSINS.get(statut, SANS_DESSIN)), mot)


@cache
def _feuille() -> str:
    """The address of the sprite, the same for the life of a process."""
    return static("portail/icones.svg")
