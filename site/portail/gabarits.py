"""Our templates, without what their files are indented by."""

import re

from django.template import Origin
from django.template.loaders import filesystem

_RETRAIT = re.compile(r"^[ \t]+", re.MULTILINE)


class SansRetrait(filesystem.Loader):
    """Each line from its first word on: a quarter of a page was spaces. The templates of a paper or
    a mail in plain text are as they are written."""

    def get_contents(self, origin: Origin) -> str:
        contenu = super().get_contents(origin)
        return _RETRAIT.sub("", contenu) if origin.name.endswith(".html") else contenu
