"""French spacing of what people read, set once on the finished page: no line begins with ":", "?",
"»" or "·", no hour, no day of a month and no sum is cut ("8 h / 30", "2 / juillet", "12 / €").
Templates, sentences of the code and what people type all come out alike."""

import re

from famille.regles.foyer import MOIS

_TEXTE = re.compile(rb"(?<![^>])[^<>]++(?=<)")  # between two tags: never in one
# What is data or code, told by what closes it: a field's own text, a choice, a script.
_INTACTS = tuple(f"</{nom}".encode() for nom in ("textarea", "option", "script", "style"))
_ABREGES = r"jan|fév|avr|juil|sept|oct|nov|déc"  # as Django's "N" says them
_MOIS = rf"(?:{'|'.join(MOIS)})\b|(?:{_ABREGES})\."
_UNITE = rf"(?:€|%|h\b|[kM]o\b|{_MOIS})".encode()
_ESPACE = re.compile(
    rb"\s(?:(?<!\s\s)\s*+(?=[:;?!]|\xc2[\xb7\xbb])"  # before : ; ? ! · »
    rb"|(?<=\xc2\xab )|(?<=n\xc2\xb0 )"  # after « and n°
    rb"|(?:(?<=\d\s)|(?<=1er\s))(?=" + _UNITE + rb")"
    rb"|(?<=[ \xa0]h )(?=\d\d\b))"
)
INSECABLE = "\u00a0".encode()


def lier(html: bytes) -> bytes:
    """The same HTML (UTF-8) with unbreakable spaces where French wants them.

    >>> html = "<p>Rejetée : dès 8 h 30 · reçue</p><a title='a : b'>«\\u00a0Oui »</a>"
    >>> lier(html.encode()).decode().count("\\xa0")
    6
    >>> lier(b"<textarea>Note : rien</textarea>")
    b'<textarea>Note : rien</textarea>'
    """
    return _TEXTE.sub(_lier_le_texte, html)


def _lier_le_texte(trouve):
    """Each byte is looked at a few times at most, whatever people type: the cost grows as the page
    does."""
    if trouve.string.startswith(_INTACTS, trouve.end()):
        return trouve[0]
    return _ESPACE.sub(INSECABLE, trouve[0])
