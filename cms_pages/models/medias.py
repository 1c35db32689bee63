"""The pictures and the files of the pages: Wagtail's, in tables of this portal's own, so that a
town may add to them without moving its library.

A picture is described once, where it is added; what describes it is never the name of its file.
"""

import re

from django.db import models
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, SourceImageIOError

# What the templates of the pages ask of a picture (a test reads them).
TAILLES = tuple(
    taille
    for demandees in (
        "format-webp fill-{320x160,640x320}",
        "format-webp fill-{560x240,1120x480}",
        "format-webp width-{400,800}",
        "format-webp width-{560,1120}",
    )
    for taille in Filter.expand_spec(demandees)
)
_LARGEUR = re.compile(r"(?:fill|width|max)-(\d+)")
LOGO_DES_PAPIERS = "max-320x160"  # twice what is printed
LOGO_DES_ICONES = "max-512x512|format-png"
LOGOS = ("max-160x80", LOGO_DES_PAPIERS, LOGO_DES_ICONES)


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

    def create_rendition(self, filter: Filter) -> AbstractRendition:
        """Wagtail's, at a reader's GET, which writes nothing: until the schedule has made this
        size, the picture as it is, said as wide as the size would be: a page names each once."""
        if filter.spec not in {*TAILLES, *LOGOS}:  # of an agent's screen
            return super().create_rendition(filter)
        if not self.file.storage.exists(self.file.name):
            raise SourceImageIOError(self.file.name)
        largeur = int(_LARGEUR.findall(filter.spec)[0])
        return self.get_rendition_model()(
            image=self,
            filter_spec=filter.spec,
            focal_point_key=filter.get_cache_key(self),
            file=self.file.name,
            width=largeur,
            height=round(self.height * largeur / self.width),
        )

    def create_renditions(self, *filters: Filter) -> dict[Filter, AbstractRendition]:
        return {une: self.create_rendition(une) for une in filters}

    def faire(self, *tailles: str) -> None:
        """Make these sizes, but for those that are there."""
        faites = set(self.renditions.values_list("filter_spec", flat=True))
        for taille in tailles:
            if taille not in faites:
                super().create_rendition(Filter(spec=taille))


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
