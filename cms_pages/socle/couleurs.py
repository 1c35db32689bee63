"""Contrast between two colours, as WCAG 2.2 measures it (success criteria 1.4.3 and 1.4.11)."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cms_pages.models import IdentiteSite


BLANC = "#ffffff"
PAGE = "#f6f4ef"  # the page's background, tokens.css
ENCRE = "#1d2b2f"  # the text's colour, tokens.css
MINIMUM_TEXTE = 4.5

HEXADECIMAL = re.compile(r"#[0-9a-fA-F]{6}")


def luminance(couleur: str) -> float:
    """float in 0..1: the relative luminance of "#rrggbb" (WCAG 2.2, definition of relative
    luminance)."""
    composantes = (int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5))
    rouge, vert, bleu = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in composantes
    )
    return 0.2126 * rouge + 0.7152 * vert + 0.0722 * bleu


def contraste(une: str, autre: str) -> float:
    """float in 1..21: the contrast ratio of two "#rrggbb" colours."""
    clair, sombre = sorted((luminance(une), luminance(autre)), reverse=True)
    return (clair + 0.05) / (sombre + 0.05)


def en_rapport(valeur: float) -> str:
    """str: "3,1 pour 1". Rounded down, so that 4.49 is never shown as the 4.5 it misses."""
    return f"{int(valeur * 10) / 10:.1f} pour 1".replace(".", ",")


def melange(une: str, autre: str, part: float) -> str:
    """str "#rrggbb": `part` (0..1) of the first colour in the second; for pale backgrounds."""
    paires = ((int(une[i : i + 2], 16), int(autre[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a * part + b * (1 - part)):02x}" for a, b in paires)


def regles_css(identite: "IdentiteSite") -> str:
    """The town's colours as custom properties, for a style sheet of their own."""
    teintes = {
        "--pf-marque": identite.couleur_principale,
        "--pf-marque-sombre": identite.couleur_sombre,
        "--pf-marque-pale": melange(identite.couleur_principale, BLANC, 0.11),
        "--pf-accent": identite.couleur_accent,
    }
    regles = "".join(f"{nom}:{valeur};" for nom, valeur in teintes.items())
    return f":root{{{regles}}}\n"
