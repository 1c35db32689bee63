"""French spacing of what people read, set once on the finished page: no line begins with ":", "?",
"»" or "·", no hour, no day of a month and no sum is cut ("8 h / 30", "2 / juillet", "12 / €").
Templates, sentences of the code and what people type all come out alike.

A sign after a space is sought first (some tens a page), and only then where it stands: a text, a
tag, a field.
"""

import re
from collections.abc import Iterator

from famille.socle.dire import MOIS

# What is data or code, told by what closes it: a field's own text, a choice, a script.
_INTACTS = tuple(f"</{nom}".encode() for nom in ("textarea", "option", "script", "style"))
_ABREGES = r"jan|fév|avr|juil|sept|oct|nov|déc"  # as Django's "N" says them
_MOIS = rf"(?:{'|'.join(MOIS)})\b|(?:{_ABREGES})\."
_UNITE = rf"(?=€|%|h\b|[kM]o\b|{_MOIS})".encode()

# Each begins with one letter, which `re` finds at the speed of a copy: one of several, ten times
# slower, took a twentieth of a page.
_SIGNES = [
    re.compile(motif)
    for motif in (
        *(rb":(?<=\s.)", rb";(?<=\s.)", rb"\?(?<=\s.)", rb"!(?<=\s.)"),
        rb"\xc2[\xb7\xbb](?<=\s..)",  # · »
    )
]
_ESPACES = [
    (re.compile(motif), rang)
    for motif, rang in (
        (rb"\xc2\xab ", 2),  # after « and n°
        (rb"\xc2\xb0 (?<=n...)", 2),
        *((blanc + rb"(?<=\d\s)" + _UNITE, 0) for blanc in (b"\t", b" ", b"\n")),
        (rb"1er\s" + _UNITE, 3),
        (rb"h \d\d\b(?<=[ \xa0]h ..)", 1),
    )
]
# 02 61 91 00 36: its four spaces
_TELEPHONE = re.compile(rb"0(?<!\d0)[1-9](?: \d\d){4}(?!\d)")
_BORD = re.compile(rb"[<>]")
_BLANCS = frozenset(b" \t\n\r\f\v")
INSECABLE = "\u00a0".encode()


def lier(html: bytes) -> bytes:
    """The same HTML (UTF-8) with unbreakable spaces where French wants them.

    >>> html = "<p>Rejetée : dès 8 h 30 · reçue</p><a title='a : b'>«\\u00a0Oui »</a>"
    >>> lier(html.encode()).decode().count("\\xa0")
    6
    >>> lier(b"<textarea>Note : rien</textarea>")
    b'<textarea>Note : rien</textarea>'
    """
    morceaux: list[bytes] = []
    ecrit, fin, texte = 0, 0, False
    for debut, suite in sorted(set(_a_lier(html)), key=lambda ou: (ou[0], -ou[1])):
        if debut < ecrit:
            continue  # in what has just been bound
        if debut >= fin:
            texte, fin = _texte_autour(html, debut, fin)
        if texte:
            morceaux += (html[ecrit:debut], INSECABLE)
            ecrit = suite
    return b"".join((*morceaux, html[ecrit:])) if morceaux else html


def _a_lier(html: bytes) -> Iterator[tuple[int, int]]:
    """Where spaces begin and end that would be bound in a text."""
    for signe in _SIGNES:
        for trouve in signe.finditer(html):
            debut = suite = trouve.start()
            while debut and html[debut - 1] in _BLANCS:
                debut -= 1
            yield debut, suite
    for espace, rang in _ESPACES:
        for trouve in espace.finditer(html):
            yield trouve.start() + rang, trouve.start() + rang + 1
    for trouve in _TELEPHONE.finditer(html):
        for ou in range(trouve.start() + 2, trouve.end(), 3):
            yield ou, ou + 1


def _texte_autour(html: bytes, ici: int, depuis: int) -> tuple[bool, int]:
    """Whether a text to bind stands there, between two tags, and where it ends. `depuis`: where the
    last one ended, so that each byte is looked at a few times at most, whatever people type."""
    bord = _BORD.search(html, ici)
    if bord is None:
        return False, len(html)
    ouvert = html.rfind(b"<", depuis, ici) > html.rfind(b">", depuis, ici)
    suivi = bord[0] == b"<" and not html.startswith(_INTACTS, bord.start())
    return suivi and not ouvert, bord.start()
