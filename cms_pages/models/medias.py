"""The pictures and the files of the pages: Wagtail's, in tables of this portal's own, so that a
town may add to them without moving its library.

A picture is described once, where it is added; what describes it is never the name of its file.
"""

from django.db import models
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition


class Illustration(AbstractImage):
    """`description`: what it shows, proposed wherever a page takes it (RGAA 1.1)."""

    description = models.CharField(
        "texte de remplacement",
        max_length=255,
        blank=True,
        default="",
        help_text=(
            "Ce que montre l’image, en une phrase, pour qui ne la voit pas. Il est proposé à chaque"
            " page qui la prend."
        ),
    )
    ornement = models.BooleanField(
        "image décorative",
        default=False,
        help_text="Elle n’apprend rien de plus que le texte : les lecteurs d’écran l’ignorent.",
    )

    admin_form_fields = (
        "file",
        "description",
        "ornement",
        "title",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = "image"
        verbose_name_plural = "images"

    @property
    def default_alt_text(self) -> str:
        """Wagtail's falls back on the title, which is most often the name of the file."""
        return self.description


class Rendu(AbstractRendition):
    """One size and format of a picture."""

    image = models.ForeignKey(Illustration, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        verbose_name = "taille d’une image"
        verbose_name_plural = "tailles des images"
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="rendu_une_fois_par_image"
            )
        ]


class DocumentPublic(AbstractDocument):
    """A file that anybody downloads from a page."""

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = "document"
        verbose_name_plural = "documents"
