"""Photos: opened for real, and written again without what they hide. Bytes in, bytes out, in the
child of famille.dossier.documents.laboratoire: a photo of 49 million pixels takes some hundred
megabytes once decoded, however small its file."""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pillow_heif
from PIL import Image, JpegImagePlugin

from famille.socle.erreurs import Refus

# the largest telephones take 48 million; a decoded pixel costs up to 4 bytes
PIXELS_MAX = 50_000_000
_ORIENTATION = 0x0112
_CACHES = {"xmp", "comment", "photoshop", "XML:com.adobe.xmp"}  # names of Pillow's
_A_EXIF, _A_XMP = 0x08, 0x04  # flags of a WebP's first chunk
_QUALITE = 90
_ILLISIBLE = (OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error)


class ImageIllisible(Refus):
    """A picture that cannot be kept."""


_ABIMEE = (
    "Cette image est incomplète ou abîmée. Ouvrez-la sur votre appareil pour la vérifier, ou"
    " reprenez-la en photo."
)
_TROP_GRANDE = (
    "Cette image compte trop de points pour être ouverte sans danger. Envoyez une photo prise avec"
    " un téléphone, ou une image plus petite."
)


def jpeg(contenu: bytes) -> bytes:
    """The same picture and orientation, without place, date, device, thumbnail, nor anything behind
    its end. Its own quantisation tables: nothing is seen to change. ImageIllisible."""
    return _nettoyer(contenu, "JPEG")


def png(contenu: bytes) -> bytes:
    """The same of a PNG, without loss."""
    return _nettoyer(contenu, "PNG")


def en_dit_trop(contenu: bytes) -> bool:
    """Whether a picture's head holds more than itself and its orientation. OSError: it is none."""
    with Image.open(io.BytesIO(contenu)) as image:
        return bool(set(image.getexif()) - {_ORIENTATION} or _CACHES & set(image.info))


def webp(contenu: bytes) -> bytes:
    """The same, pixels untouched: the chunks that tell of the picture go, orientation stays."""
    with ouverte(contenu, "WEBP") as image:
        orientation = image.getexif().get(_ORIENTATION)
    morceaux = []
    for nom, corps in _morceaux_riff(contenu):
        if nom == b"EXIF" and orientation:
            exif = Image.Exif()
            exif[_ORIENTATION] = orientation
            morceaux.append((nom, exif.tobytes()))
        elif nom == b"VP8X":
            drapeaux = corps[0] & ~(_A_EXIF | _A_XMP) | (_A_EXIF if orientation else 0)
            morceaux.append((nom, bytes([drapeaux]) + corps[1:]))
        elif nom not in (b"EXIF", b"XMP "):
            morceaux.append((nom, corps))
    suite = b"".join(
        nom + struct.pack("<I", len(corps)) + corps + b"\0" * (len(corps) % 2)
        for nom, corps in morceaux
    )
    return b"RIFF" + struct.pack("<I", len(suite) + 4) + b"WEBP" + suite


def _morceaux_riff(contenu: bytes) -> Iterator[tuple[bytes, bytes]]:
    """[(name, body)] of a WebP; what stands behind its end is left out."""
    (taille,) = struct.unpack_from("<I", contenu, 4)
    place, fin = 12, min(len(contenu), taille + 8)
    while place + 8 <= fin:
        nom, (longueur,) = contenu[place : place + 4], struct.unpack_from("<I", contenu, place + 4)
        yield nom, contenu[place + 8 : place + 8 + longueur]
        place += 8 + longueur + longueur % 2


def _nettoyer(contenu: bytes, format_: str) -> bytes:
    options: dict[str, Any] = {}
    sortie = io.BytesIO()
    with ouverte(contenu, format_) as image:
        if orientation := image.getexif().get(_ORIENTATION):
            exif = Image.Exif()
            exif[_ORIENTATION] = orientation
            options["exif"] = exif.tobytes()
        if profil := image.info.get("icc_profile"):
            options["icc_profile"] = profil
        if format_ == "JPEG":
            options["qtables"] = image.quantization
            options["subsampling"] = JpegImagePlugin.get_sampling(image)
            image.info.pop("comment", None)
        image.save(sortie, format_, **options)
    return sortie.getvalue()


@contextmanager
def ouverte(contenu: bytes, format_: str) -> Iterator[Any]:
    """The picture, its pixels read. ImageIllisible: bombs, and what cannot be read."""
    with warnings.catch_warnings():
        # our own limit is lower, and refuses
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(contenu), formats=[format_]) as image:
                _refuser_les_bombes(image.size)
                image.load()
                yield image
        except Image.DecompressionBombError as erreur:
            raise ImageIllisible(_TROP_GRANDE) from erreur
        except _ILLISIBLE as erreur:
            raise ImageIllisible(_ABIMEE) from erreur


def heic_en_jpeg(contenu: bytes) -> bytes:
    """The first picture of a HEIC file, upright, as a bare JPEG. ImageIllisible: as above."""
    try:
        heif = pillow_heif.open_heif(contenu, convert_hdr_to_8bit=True)
        _refuser_les_bombes(heif.size)
        image = heif.to_pillow()
        sortie = io.BytesIO()
        profil = image.info.get("icc_profile")
        options = {"icc_profile": profil} if profil else {}
        # a copy of 150 MB otherwise
        en_couleurs = image if image.mode == "RGB" else image.convert("RGB")
        en_couleurs.save(sortie, "JPEG", quality=_QUALITE, **options)
    except _ILLISIBLE as erreur:
        raise ImageIllisible(_ABIMEE) from erreur
    return sortie.getvalue()


def _refuser_les_bombes(taille: tuple[int, int]) -> None:
    largeur, hauteur = taille
    if largeur * hauteur > PIXELS_MAX:
        raise ImageIllisible(_TROP_GRANDE)
