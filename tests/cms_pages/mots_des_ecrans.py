"""The words written on the portal's screens, wherever they are kept."""

import html
import re
from functools import cache
from pathlib import Path

RACINE = Path(__file__).parents[2]


_BALISE = re.compile(r"</?[a-zA-Z][^<>]*>")  # and not all that stands after a "<" of Python


@cache
def mots_des_gabarits():
    """str: all templates and the code of the family's screens, without tags, spaces as they are
    read."""
    fichiers = [*(RACINE / "templates").rglob("*.html"), *(RACINE / "reservations").rglob("*.py")]
    fichiers += [*(RACINE / "demarches").rglob("*.py")]
    textes = (_BALISE.sub(" ", fichier.read_text(encoding="utf-8")) for fichier in fichiers)
    return " ".join(html.unescape(" ".join(textes)).replace("\xa0", " ").split())
