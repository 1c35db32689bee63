"""A PDF read back by poppler's own tools, and its page without what is not the paper."""

import re
import subprocess
import zlib
from dataclasses import dataclass
from html import unescape

from tests.outils.lisible import lisible

_PIED = re.compile(r"^.* Page \d+ sur \d+$", re.MULTILINE)


@dataclass(frozen=True)
class Pdf:
    """`texte`: its words, one space between them, the foot of each page after it (`sans_pied`);
    `pied`: that foot; `objets`: its dictionaries, unpacked."""

    texte: str
    pied: str
    infos: dict[str, str]
    polices: str
    objets: bytes


def lire_pdf(contenu: bytes) -> Pdf:
    brut = _lancer("pdftotext", "-layout", "-", "-", entree=contenu)
    pieds = _PIED.findall(brut)
    entete = _lancer("pdfinfo", "-", entree=contenu)
    infos = dict(re.findall(r"^([^:\n]+):\s*(.*)$", entete, re.MULTILINE))
    return Pdf(
        en_mots(_lancer("pdftotext", "-raw", "-", "-", entree=contenu)),
        en_mots(pieds[0]) if pieds else "",
        infos,
        _lancer("pdffonts", "-", entree=contenu),
        b"".join(
            _deplier(flux) for flux in re.findall(rb"stream\n(.*?)\nendstream", contenu, re.DOTALL)
        ),
    )


def feuille_html(page: str) -> str:
    """The words of the sheet that a page shows."""
    feuille = page[page.index('<article class="pf-papiers"') : page.index("</article>")]
    return en_mots(unescape(re.sub(r"<[^>]+>", " ", lisible(feuille))))


def en_mots(texte: str) -> str:
    return " ".join(texte.split())


def sans_pied(pdf: Pdf) -> str:
    """The words of the paper alone: its foot comes after each page."""
    return en_mots(
        re.sub(
            re.escape(re.sub(r"Page \d+ sur \d+$", "", pdf.pied)) + r"Page \d+ sur \d+",
            "",
            pdf.texte,
        )
    )


def _deplier(flux: bytes) -> bytes:
    try:
        return zlib.decompress(flux)
    except zlib.error:
        return flux


def _lancer(*commande: str, entree: bytes) -> str:
    return subprocess.run(
        commande, input=entree, capture_output=True, check=True, timeout=30
    ).stdout.decode()
