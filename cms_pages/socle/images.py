"""The pictures of the pages, which anybody downloads: kept without the place, the date, the device
that took them."""

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.forms import ValidationError
from PIL import Image
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from famille.dossier.documents import laboratoire
from famille.socle.erreurs import Refus

from .erreurs import exiger_texte_alternatif

NETTOYES = ("jpeg", "png", "webp")  # a GIF holds nothing of the kind
ABIMEE = (
    "Cette image ne s’ouvre pas : elle est incomplète ou abîmée. Enregistrez-la de nouveau, puis"
    " choisissez-la."
)


class ImageEntiereField(WagtailImageField):
    """Wagtail's decodes the whole picture before it looks at its size, and one that is cut is an
    error of the page."""

    def to_python(self, data: UploadedFile) -> UploadedFile:
        try:
            if data:
                self._borner(data)
            return super().to_python(data)
        # what Pillow raises on what it cannot read
        except (OSError, SyntaxError, ValueError, EOFError) as erreur:
            raise ValidationError(ABIMEE, code="invalid_image") from erreur

    def _borner(self, fichier: UploadedFile) -> None:
        """ValidationError: by its first lines, it has more pixels than are decoded here."""
        try:
            with Image.open(fichier) as entete:
                pixels = entete.width * entete.height
        except Image.DecompressionBombError:
            # from there Pillow does not even say how many
            pixels = 2 * (Image.MAX_IMAGE_PIXELS or 0)
        fichier.seek(0)
        if pixels > self.max_image_pixels:
            nombres = {"num_pixels": pixels, "max_pixels_count": self.max_image_pixels}
            raise ValidationError(
                self.error_messages["file_too_many_pixels"] % nombres, code="file_too_many_pixels"
            )


class ImageSansLieuForm(BaseImageForm):
    """Named by WAGTAILIMAGES_IMAGE_FORM_BASE: every way of adding a picture or of changing its
    file."""

    file = ImageEntiereField(label="Fichier", widget=BaseImageForm.Meta.widgets["file"])

    def clean(self) -> dict[str, Any] | None:
        """A picture says what it shows, or that it only adorns."""
        lu = super().clean() or {}
        if "description" in self.fields and not self.has_error("description"):
            exiger_texte_alternatif(
                "description", lu.get("description") or "", decorative=bool(lu.get("ornement"))
            )
        return lu

    def save(self, commit: bool = True) -> Any:
        """One that is cut elsewhere has its sizes made again, as one whose file is new."""
        image = super().save(commit=commit)
        if commit and any(champ.startswith("focal_point") for champ in self.changed_data):
            image.renditions.all().delete()
        return image

    def clean_file(self) -> UploadedFile:
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
        # what Wagtail's own field has read: format and size, which stay
        propre.image = fichier.image  # type: ignore[attr-defined]
        return propre


def nettoyer(contenu: bytes, format_: str) -> bytes:
    """The same picture without what is hidden in it. `format_`: as Wagtail names it ("jpeg").
    Refus: why it cannot."""
    return laboratoire.examiner(format_, contenu) if format_ in NETTOYES else contenu
