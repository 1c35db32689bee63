"""Several photos of one paper made one PDF, and the small picture of what was sent. Bytes in, bytes
out, in the child of famille.documents.laboratoire."""

import io
from contextlib import ExitStack

import pikepdf
from PIL import Image, ImageOps

from famille.socle.erreurs import Refus

from .images import ouverte
from .liasse import PAGES_MAX, TROP_DE_PAGES, deballer

_LONGUEUR = 2000  # pixels of a page's longest side: small print stays legible
_VIGNETTE = 320  # pixels of a small picture's
_FEUILLE = 11.7  # inches, of an A4's longest side


class SansImage(Refus):
    """A paper of which no small picture is made."""


def assembler(contenu: bytes) -> bytes:
    """One PDF of these files (famille.documents.liasse), already verified: each photo is a page,
    upright, the pages of a PDF follow. Refus: too many."""
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


def _est_un_pdf(contenu: bytes) -> bool:
    return contenu.startswith(b"%PDF-")


def _reduite(photo: bytes, cote: int, format_: str) -> bytes:
    """The photo upright, its longest side at most `cote` pixels, on white."""
    with ouverte(photo, "PNG" if photo.startswith(b"\x89PNG") else "JPEG") as lue:
        droite = ImageOps.exif_transpose(lue)
        droite = droite.convert("RGBA" if droite.has_transparency_data else "RGB")
        droite.thumbnail((cote, cote))
        fond = Image.new("RGB", droite.size, "white")
        fond.paste(droite, mask=droite if droite.mode == "RGBA" else None)
    sortie = io.BytesIO()
    options = {"resolution": max(fond.size) / _FEUILLE} if format_ == "PDF" else {}
    fond.save(sortie, format_, quality=80, **options)
    return sortie.getvalue()
