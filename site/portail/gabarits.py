"""Templates for less (docs/comprendre/performance.md). The same page for whoever reads it: what our
files are indented by is not sent, and a text, which most values are, is escaped at once.

The second takes the place of two functions of Django, behind the setting RACCOURCIS.
"""

import re
from html import escape
from typing import Any

from django.conf import settings
from django.template import Origin, base
from django.template.loaders import filesystem
from django.utils import html
from django.utils.safestring import SafeString

_RETRAIT = re.compile(r"^[ \t]+", re.MULTILINE)
_echapper, _rendre = html.escape, base.render_value_in_context


class SansRetrait(filesystem.Loader):
    """Our templates, each line from its first word on: a quarter of a page was spaces. Those of a
    paper or a mail in plain text are as they are written."""

    def get_contents(self, origin: Origin) -> str:
        contenu = super().get_contents(origin)
        return _RETRAIT.sub("", contenu) if origin.name.endswith(".html") else contenu


def installer() -> None:
    """From now on, for every template of this process."""
    if settings.RACCOURCIS:
        html.escape = _echapper_un_texte  # type: ignore[assignment]
        base.render_value_in_context = _rendre_un_texte  # type: ignore[assignment]


def _echapper_un_texte(texte: Any) -> SafeString:
    """Django first looks for what is lazy, among arguments given in any way."""
    return SafeString(escape(texte)) if type(texte) is str else _echapper(texte)


def _rendre_un_texte(valeur: Any, contexte: Any) -> str:
    """Django first asks of each value whether it is a date to move or a number to write."""
    genre = type(valeur)
    if genre is SafeString or (genre is str and not contexte.autoescape):
        return valeur
    return SafeString(escape(valeur)) if genre is str else _rendre(valeur, contexte)
