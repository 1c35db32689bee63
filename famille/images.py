"""Photos: opened for real, and written again without what they hide. Bytes in, bytes out, in the child of
famille.laboratoire: a photo of 49 million pixels takes some hundred megabytes once decoded, however small its file."""

import io
import struct
import warnings
import zlib

import pillow_heif
from PIL import Image, JpegImagePlugin, UnidentifiedImageError

from famille.erreurs import Refus

PIXELS_MAX = 50_000_000  # the largest telephones take 48 million; a decoded pixel costs up to 4 bytes
_ORIENTATION = 0x0112
_QUALITE = 90
_ILLISIBLE = (OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error, UnidentifiedImageError)


class ImageIllisible(Refus):
    """A picture that cannot be kept."""


_ABIMEE = (
    "Cette image est incomplète ou abîmée. Ouvrez-la sur votre appareil pour la vérifier, ou reprenez-la en photo."
)
_TROP_GRANDE = (
    "Cette image compte trop de points pour être ouverte sans danger. Envoyez une photo prise avec un téléphone, "
    "ou une image plus petite."
)


def jpeg(contenu: bytes) -> bytes:
    """The same picture, without place, date, device, thumbnail, nor anything behind its end. Its orientation stays.

    It keeps its own quantisation tables: nothing is seen to change. ImageIllisible: bombs, and what cannot be read.
    """
    return _nettoyer(contenu, "JPEG")


def png(contenu: bytes) -> bytes:
    """The same of a PNG, without loss."""
    return _nettoyer(contenu, "PNG")


def _nettoyer(contenu, format_):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower, and refuses
        try:
            with Image.open(io.BytesIO(contenu), formats=[format_]) as image:
                _refuser_les_bombes(image.size)
                image.load()
                return _ecrire(image, format_)
        except Image.DecompressionBombError as erreur:
            raise ImageIllisible(_TROP_GRANDE) from erreur
        except _ILLISIBLE as erreur:
            raise ImageIllisible(_ABIMEE) from erreur


def heic_en_jpeg(contenu: bytes) -> bytes:
    """The first picture of a HEIC file, upright, as a JPEG without any hidden data. ImageIllisible: as above."""
    try:
        heif = pillow_heif.open_heif(contenu, convert_hdr_to_8bit=True)
        _refuser_les_bombes(heif.size)
        image = heif.to_pillow()
        sortie = io.BytesIO()
        options = {"icc_profile": image.info["icc_profile"]} if image.info.get("icc_profile") else {}
        en_couleurs = image if image.mode == "RGB" else image.convert("RGB")  # a copy of 150 MB otherwise
        en_couleurs.save(sortie, "JPEG", quality=_QUALITE, **options)
    except _ILLISIBLE as erreur:
        raise ImageIllisible(_ABIMEE) from erreur
    return sortie.getvalue()


def _refuser_les_bombes(taille):
    largeur, hauteur = taille
    if largeur * hauteur > PIXELS_MAX:
        raise ImageIllisible(_TROP_GRANDE)


def _ecrire(image, format_):
    options = {}
    if orientation := image.getexif().get(_ORIENTATION):
        exif = Image.Exif()
        exif[_ORIENTATION] = orientation
        options["exif"] = exif.tobytes()
    if profil := image.info.get("icc_profile"):
        options["icc_profile"] = profil
    if format_ == "JPEG":
        options |= {"qtables": image.quantization, "subsampling": JpegImagePlugin.get_sampling(image)}
        image.info.pop("comment", None)
    sortie = io.BytesIO()
    image.save(sortie, format_, **options)
    return sortie.getvalue()
