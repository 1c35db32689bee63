"""Texts compared as people read them: whatever their case, their accents, their signs."""

import re
import unicodedata


def normaliser(texte: str) -> str:
    """Lower case, no accent, ligatures undone, everything but letters, digits, @ . + - made one
    space.

    >>> normaliser("  Œuvrard-Lefèvre, Zoé’s ")
    'oeuvrard-lefevre zoe s'
    """
    texte = texte.lower().replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    sans_accents = "".join(
        c for c in unicodedata.normalize("NFD", texte) if not unicodedata.combining(c)
    )
    return " ".join(re.sub(r"[^\w@.+\-]", " ", sans_accents).split())
