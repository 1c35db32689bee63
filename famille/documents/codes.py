"""The 2D-Doc codes of a paper's pages or photo. Bytes in, bytes out, in the child of
famille.documents.laboratoire."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image

from famille.regles.cachets.code import LONGUEUR_MAX

from .images import ouverte

PAGES_MAX = 4  # issuers print it on the first one
CODES_MAX = 4
_POINTS_PAR_POUCE, _FINESSE = 72, 200
_COTE_MAX = 4000  # pixels: what a telephone takes, and more than a page at 200 dots an inch
_FORMATS = zxingcpp.BarcodeFormats(
    [zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.QRCode]
)


def codes(contenu: bytes) -> bytes:
    """A JSON list of texts, []: there is none. ImageIllisible: the photo cannot be read."""
    trouves: list[str] = []
    for image in _images(contenu):
        lus = zxingcpp.read_barcodes(image, formats=_FORMATS)
        textes = (lu.bytes.decode("latin-1") for lu in lus if len(lu.bytes) <= LONGUEUR_MAX)
        trouves += [texte for texte in textes if texte.startswith("DC")]
        if len(trouves) >= CODES_MAX:
            break
    return json.dumps(trouves[:CODES_MAX]).encode()


def _images(contenu: bytes) -> Iterator[Any]:
    """Grey, one after the other: the pages of a PDF, or the photo."""
    if contenu.startswith(b"%PDF-"):
        yield from _pages(contenu)
        return
    with ouverte(contenu, "PNG" if contenu.startswith(b"\x89PNG") else "JPEG") as photo:
        grise = photo.convert("L")
        grise.thumbnail((_COTE_MAX, _COTE_MAX))
        yield grise


def _pages(contenu: bytes) -> Iterator[Image.Image]:
    try:
        pdf = pypdfium2.PdfDocument(io.BytesIO(contenu))
    except pypdfium2.PdfiumError:
        return
    try:
        for numero in range(min(len(pdf), PAGES_MAX)):
            page = pdf[numero]
            echelle = min(_FINESSE / _POINTS_PAR_POUCE, _COTE_MAX / max(*page.get_size(), 1))
            yield page.render(scale=echelle, grayscale=True).to_pil()
            page.close()
    except pypdfium2.PdfiumError:
        return
    finally:
        pdf.close()
