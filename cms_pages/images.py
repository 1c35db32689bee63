"""The pictures of the pages, which anybody downloads: kept without the place, the date, the device that took them."""

import io

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.forms import ValidationError
from wagtail.images.forms import BaseImageForm

from famille import laboratoire
from famille.erreurs import Refus

_GESTES = {"jpeg": "jpeg", "png": "png", "webp": "webp"}  # a GIF holds nothing of the kind


class ImageSansLieuForm(BaseImageForm):
    """Named by WAGTAILIMAGES_IMAGE_FORM_BASE: every way of adding a picture or of changing its file."""

    def clean_file(self):
        fichier = self.cleaned_data["file"]
        if "file" not in self.changed_data or not fichier:
            return fichier
        fichier.seek(0)
        try:
            contenu = nettoyer(fichier.read(), fichier.image.format_name)
        except Refus as refus:
            raise ValidationError(str(refus)) from refus
        propre = InMemoryUploadedFile(
            io.BytesIO(contenu), "file", fichier.name, fichier.content_type, len(contenu), None
        )
        propre.image = fichier.image  # what Wagtail's own field has read: format and size, which stay
        return propre


def nettoyer(contenu: bytes, format_: str) -> bytes:
    """The same picture without what is hidden in it. `format_`: as Wagtail names it ("jpeg"). Refus: why it cannot."""
    geste = _GESTES.get(format_)
    return laboratoire.examiner(geste, contenu) if geste else contenu
