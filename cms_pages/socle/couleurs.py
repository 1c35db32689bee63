"""Contrast between two colours, as WCAG 2.2 measures it (success criteria 1.4.3 and 1.4.11)."""

import re
from collections.abc import Sequence
from colorsys import hls_to_rgb, rgb_to_hls
from decimal import Decimal
from typing import TYPE_CHECKING

from famille.socle.dire import en_nombre

if TYPE_CHECKING:
    from cms_pages.models import IdentiteSite


BLANC = "#ffffff"
PAGE = "#f6f4ef"  # the page's background, jetons.css
ENCRE = "#1d2b2f"  # the text's colour, jetons.css
CARTE_DE_NUIT = "#212728"  # a card in the dark, jetons.css
# What a link or a button stands on in the dark, jetons.css; its own pale colour besides.
FONDS_DE_NUIT = (CARTE_DE_NUIT, "#1a1f20", "#14191a", "#2a3132", "#262d2e")
PART_PALE_DE_NUIT = 0.35
MINIMUM_TEXTE = 4.5
# In the dark a colour is read on darker and on lighter backgrounds: more than the least asked.
MINIMUM_DE_NUIT = 6
MINIMUM_DE_NUIT_FORT = 8
ADOUCIE = 0.6  # of its vividness: a vivid colour on a dark page dazzles

HEXADECIMAL = re.compile(r"#[0-9a-fA-F]{6}")


def _composantes(couleur: str) -> tuple[float, float, float]:
    """Red, green and blue of "#rrggbb", each in 0..1."""
    rouge, vert, bleu = (int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return rouge, vert, bleu


def _en_hexadecimal(composantes: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(une * 255):02x}" for une in composantes)


def luminance(couleur: str) -> float:
    """float in 0..1: the relative luminance of "#rrggbb" (WCAG 2.2, definition of relative
    luminance)."""
    rouge, vert, bleu = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _composantes(couleur)
    )
    return 0.2126 * rouge + 0.7152 * vert + 0.0722 * bleu


def contraste(une: str, autre: str) -> float:
    """float in 1..21: the contrast ratio of two "#rrggbb" colours."""
    clair, sombre = sorted((luminance(une), luminance(autre)), reverse=True)
    return (clair + 0.05) / (sombre + 0.05)


def en_rapport(valeur: float) -> str:
    """str: "3,1 pour 1". Rounded down, so that 4.49 is never shown as the 4.5 it misses."""
    return f"{en_nombre(Decimal(int(valeur * 10)) / 10)} pour 1"


def melange(une: str, autre: str, part: float) -> str:
    """str "#rrggbb": `part` (0..1) of the first colour in the second; for pale backgrounds."""
    paires = ((int(une[i : i + 2], 16), int(autre[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a * part + b * (1 - part)):02x}" for a, b in paires)


def eclaircie(couleur: str, fonds: Sequence[str], minimum: float) -> str:
    """str "#rrggbb": the same hue, just as light as it must be to be read on each of `fonds`; the
    colour itself when it already is.

    >>> eclaircie("#0f5c63", ["#ffffff"], 4.5)
    '#0f5c63'
    """
    teinte, clarte, vivacite = rgb_to_hls(*_composantes(couleur))
    plus_claires = (
        _en_hexadecimal(hls_to_rgb(teinte, cran / 100, vivacite * ADOUCIE))
        for cran in range(round(clarte * 100) + 1, 101)
    )
    lisibles = (
        une
        for une in (couleur, *plus_claires)
        if min(contraste(une, fond) for fond in fonds) >= minimum
    )
    return next(lisibles, BLANC)


def teintes_de_nuit(principale: str) -> dict[str, str]:
    """dict of the tokens that a family's page takes in the dark: the town's colour, light enough to
    be read on every background of the night, and to carry dark letters."""
    pale = melange(principale, CARTE_DE_NUIT, PART_PALE_DE_NUIT)
    fonds = (*FONDS_DE_NUIT, pale)
    return {
        "--pf-marque": eclaircie(principale, fonds, MINIMUM_DE_NUIT),
        "--pf-marque-sombre": eclaircie(principale, fonds, MINIMUM_DE_NUIT_FORT),
        "--pf-marque-pale": pale,
    }


def _declarations(teintes: dict[str, str]) -> str:
    return "".join(f"{nom}:{valeur};" for nom, valeur in teintes.items())


def regles_du_jour(identite: "IdentiteSite") -> str:
    """The town's colours as custom properties: all that paper has a use for."""
    jour = {
        "--pf-marque": identite.couleur_principale,
        "--pf-marque-sombre": identite.couleur_sombre,
        "--pf-marque-pale": melange(identite.couleur_principale, BLANC, 0.11),
        "--pf-accent": identite.couleur_accent,
    }
    return f":root{{{_declarations(jour)}}}\n"


def regles_css(identite: "IdentiteSite") -> str:
    """The town's colours by day and in the dark, for a style sheet of their own."""
    nuit = _declarations(teintes_de_nuit(identite.couleur_principale))
    return (
        f"{regles_du_jour(identite)}"
        "@media screen and (prefers-color-scheme:dark)"
        f"{{:root.pf-jour-et-nuit{{{nuit}}}}}\n"
    )
