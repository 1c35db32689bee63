"""A page as it is read: what marks a name for translators is not there to be seen."""

import re

NOM_PROPRE = re.compile(r'<span translate="no">(.*?)</span>', re.DOTALL)


def lisible(html: str) -> str:
    """Names unmarked, white space folded."""
    return " ".join(NOM_PROPRE.sub(r"\1", html).split())
