"""The pages of a paper: several photos made one PDF, the small picture of what was sent, its 2D-Doc
codes. Bytes in, bytes out, in the child of famille.dossier.documents.laboratoire."""

import io
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from typing import Any

import pikepdf
import pypdfium2
import zxingcpp
from PIL import Image, ImageOps

from famille.regles.cachets.code import LONGUEUR_MAX
from famille.socle.erreurs import Refus

from .images import ouverte
from .liasse import PAGES_MAX, TROP_DE_PAGES, deballer

_LONGUEUR = 2000  # pixels of a page's longest side: small print stays legible
_VIGNETTE = 320  # pixels of a small picture's
_FEUILLE = 11.7  # inches, of an A4's longest side
PAGES_LUES = 4  # of a paper: issuers print its code on the first one
CODES_MAX = 4
_POINTS_PAR_POUCE, _FINESSE = 72, 200
_COTE_MAX = 4000  # pixels: what a telephone takes, and more than a page at 200 dots an inch
_FORMATS = zxingcpp.BarcodeFormats(
    [zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.QRCode]
)


class SansImage(Refus):
    """A paper of which no small picture is made."""


def assembler(contenu: bytes) -> bytes:
    """One PDF of these files (famille.dossier.documents.liasse), already verified: each photo is a
    page, upright, the pages of a PDF follow. Refus: too many."""
    with ExitStack() as pile:
        entier = pile.enter_context(pikepdf.new())
        for fichier in deballer(contenu):
            page = fichier if _est_un_pdf(fichier) else _reduite(fichier, _LONGUEUR, "PDF")
            # open until the whole is written: its pages are read then
            entier.pages.extend(pile.enter_context(pikepdf.open(io.BytesIO(page))).pages)
            if len(entier.pages) > PAGES_MAX:
                raise Refus(TROP_DE_PAGES)
        sortie = io.BytesIO()
        entier.save(sortie)
    return sortie.getvalue()


def vignette(contenu: bytes) -> bytes:
    """A small JPEG of a photo, or of that which is a PDF's first page. SansImage: there is none."""
    if not _est_un_pdf(contenu):
        return _reduite(contenu, _VIGNETTE, "JPEG")
    with pikepdf.open(io.BytesIO(contenu)) as pdf:
        for image in pdf.pages[0].get_images().values():
            if image.get("/Filter") == pikepdf.Name.DCTDecode:
                return _reduite(bytes(image.read_raw_bytes()), _VIGNETTE, "JPEG")
    raise SansImage("")


def _photo(contenu: bytes) -> AbstractContextManager[Any]:
    return ouverte(contenu, "PNG" if contenu.startswith(b"\x89PNG") else "JPEG")


def _est_un_pdf(contenu: bytes) -> bool:
    return contenu.startswith(b"%PDF-")


def _reduite(photo: bytes, cote: int, format_: str) -> bytes:
    """The photo upright, its longest side at most `cote` pixels, on white."""
    with _photo(photo) as lue:
        droite = ImageOps.exif_transpose(lue)
        droite = droite.convert("RGBA" if droite.has_transparency_data else "RGB")
        droite.thumbnail((cote, cote))
        fond = Image.new("RGB", droite.size, "white")
        fond.paste(droite, mask=droite if droite.mode == "RGBA" else None)
    sortie = io.BytesIO()
    options = {"resolution": max(fond.size) / _FEUILLE} if format_ == "PDF" else {}
    fond.save(sortie, format_, quality=80, **options)
    return sortie.getvalue()


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
    if _est_un_pdf(contenu):
        yield from _pages(contenu)
        return
    with _photo(contenu) as photo:
        grise = photo.convert("L")
        grise.thumbnail((_COTE_MAX, _COTE_MAX))
        yield grise


def _pages(contenu: bytes) -> Iterator[Image.Image]:
    try:
        pdf = pypdfium2.PdfDocument(io.BytesIO(contenu))
    except pypdfium2.PdfiumError:
        return
    try:
        for numero in range(min(len(pdf), PAGES_LUES)):
            page = pdf[numero]
            echelle = min(_FINESSE / _POINTS_PAR_POUCE, _COTE_MAX / max(*page.get_size(), 1))
            yield page.render(scale=echelle, grayscale=True).to_pil()
            page.close()
    except pypdfium2.PdfiumError:
        return
    finally:
        pdf.close()
