"""Texts compared as people read them: whatever their case, their accents, their signs; and JSON
that comes from elsewhere."""

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
    """Of an address that Django takes, the letter before its @ that our mails cannot say to a
    server (it would take SMTPUTF8, RFC 6531): what a foreign keyboard types for an i or a k looks
    like one to Django. "" for a good one.

    >>> lettre_impossible("y\u0131ldiz@exemple.fr") == "\u0131"
    True
    """
    return next((lettre for lettre in courriel.rpartition("@")[0] if not lettre.isascii()), "")


def lire_json(octets: bytes) -> Any:
    """The value that somebody else has sent; None where it is none, or too deep to be one."""
    try:
        return json.loads(octets)
    except (ValueError, RecursionError):
        return None
