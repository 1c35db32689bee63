"""Texts compared without regard to case, accents or signs; and JSON that others send."""

import json
import re
import unicodedata
from typing import Any

_SIGNES = re.compile(r"[^\w@.+\-]")


def normaliser(texte: str) -> str:
    """Lower case, no accent, ligatures undone, everything but letters, digits, @ . + - made one
    space.

    >>> normaliser("  Œuvrard-Lefèvre, Zoé’s ")
    'oeuvrard-lefevre zoe s'
    """
    texte = texte.lower()
    if not texte.isascii():  # a file of families has a million texts, most of them without accents
        texte = texte.replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
        decompose = unicodedata.normalize("NFD", texte)
        texte = "".join(c for c in decompose if not unicodedata.combining(c))
    return " ".join(_SIGNES.sub(" ", texte).split())


def lettre_impossible(courriel: str) -> str:
    """The first letter before the @ of an address that is not ASCII; "" for a good address. Django
    accepts it (a foreign keyboard's i or k), but our mails cannot send to it: that would take
    SMTPUTF8 (RFC 6531).

    >>> lettre_impossible("y\u0131ldiz@exemple.fr") == "\u0131"
    True
    """
    return next((lettre for lettre in courriel.rpartition("@")[0] if not lettre.isascii()), "")


def lire_json(octets: bytes) -> Any:
    """The value of JSON that others sent; None when it is not JSON, or is nested too deep."""
    try:
        return json.loads(octets)
    except (ValueError, RecursionError):
        return None
