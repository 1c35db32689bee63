"""French spacing of what people read, set once on the finished page: no line begins with ":", "?", "»" or "·", no hour
is cut ("8 h / 30"). Templates, sentences of the code and what people type all come out alike."""

import re

# In the text of an element only: not in a tag, nor in what is data or code (a field's own text, a choice, a script).
_DANS_LE_TEXTE = rb"(?=[^<>]*+<(?!/(?:textarea|option|script|style)\b))"
_ESPACE = re.compile(
    rb"[ \n](?:(?<=\n)\s*+)?(?:(?=[:;?!]|\xc2[\xb7\xbb])"  # before : ; ? ! · »
    rb"|(?<=\xc2\xab )"  # after «
    rb"|(?<=\d )(?=h\b)|(?<=[ \xa0]h )(?=\d\d\b))" + _DANS_LE_TEXTE
)
INSECABLE = "\u00a0".encode()


def lier(html: bytes) -> bytes:
    """The same HTML (UTF-8) with unbreakable spaces where French wants them.

    >>> lier("<p>Rejetée : dès 8 h 30 · reçue</p><a title='a : b'>«\\u00a0Oui »</a>".encode()).decode().count("\\xa0")
    6
    >>> lier(b"<textarea>Note : rien</textarea>")
    b'<textarea>Note : rien</textarea>'
    """
    return _ESPACE.sub(INSECABLE, html)
