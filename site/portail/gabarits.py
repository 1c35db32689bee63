"""Our templates, without what their files are indented by; and the month's table, of which Django's
own engine would make half of the page (docs/decisions/11-une-seule-voie.md): Jinja2's."""

import re
from typing import Any

from django.template import Origin
from django.template.loaders import filesystem
from django.urls import reverse
from jinja2 import Environment

from famille.socle import dire
from portail.templatetags.dessins import icone
from portail.templatetags.facade import initiale

_RETRAIT = re.compile(r"^[ \t]+", re.MULTILINE)


class SansRetrait(filesystem.Loader):
    """Each line from its first word on: a quarter of a page was spaces. The templates of a paper or
    a mail in plain text are as they are written."""

    def get_contents(self, origin: Origin) -> str:
        contenu = super().get_contents(origin)
        return _RETRAIT.sub("", contenu) if origin.name.endswith(".html") else contenu


def jinja2(**options: Any) -> Environment:
    """What templates of Jinja2 may call, as those of Django do."""
    options.pop("autoescape")  # always
    environnement = Environment(autoescape=True, **options)
    environnement.globals |= {
        "enumerer": dire.enumerer,
        "icone": icone,
        "initiale": initiale,
        "jours": dire.JOURS,
        "url": reverse,
    }
    return environnement
