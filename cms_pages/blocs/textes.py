"""Blocks of text and pictures."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError, StructValue
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock
from wagtail.images.models import AbstractImage

from cms_pages.socle.erreurs import SANS_TEXTE_ALTERNATIF

# No titles here: they are blocks of their own, so that levels stay in order. No embed: no request
# to a third party.
MISE_EN_FORME = ["bold", "italic", "ul", "ol", "link", "document-link"]


def ancre(titre: str) -> str:
    """The id of a title in its page, for links to it."""
    return slugify(titre)[:60] or "titre"


class TitreBloc(blocks.StructBlock):
    texte = blocks.CharBlock(label="Titre", max_length=120)
    niveau = blocks.ChoiceBlock(
        label="Niveau",
        choices=[("h2", "Titre d’une partie"), ("h3", "Sous-titre")],
        default="h2",
        help_text="Un sous-titre se place toujours sous un titre de partie.",
        search_index=False,
    )

    class Meta:
        label = "Titre"
        icon = "title"
        group = "Texte"
        template = "cms_pages/blocs/titre.html"
        label_format = "Titre : {texte}"
        description = "Il structure la page, et fait le sommaire quand il y en a trois."
        preview_value = {"texte": "Les inscriptions de la rentrée", "niveau": "h2"}

    def get_context(self, value: StructValue, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(value, *args, **kwargs) | {"ancre": ancre(value["texte"])}


class TexteBloc(blocks.RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=MISE_EN_FORME, **kwargs)

    class Meta:
        label = "Texte"
        icon = "pilcrow"
        group = "Texte"
        template = "cms_pages/blocs/texte.html"
        help_text = (
            "Des phrases courtes, une idée par paragraphe. Pour un titre, ajoutez un bloc «"
            " Titre »."
        )
        description = help_text
        preview_value = (
            "<p>La cantine accueille les enfants <b>dès le premier jour</b> de classe.</p>"
            "<ul><li>Un repas chaud, servi à table.</li><li>Un menu sans viande chaque jour.</li>"
            "</ul>"
        )


class ImageDecrite(ImageBlock):
    """Wagtail's picture with its text or its mark "decorative"; the refusal says what to do (RGAA
    1.1, 1.2)."""

    def clean(self, value: AbstractImage | None) -> AbstractImage | None:
        try:
            return super().clean(value)
        except StructBlockValidationError as erreur:
            if "alt_text" not in erreur.block_errors:
                raise
            refus = {"alt_text": ValidationError(SANS_TEXTE_ALTERNATIF)}
            raise StructBlockValidationError(block_errors=refus) from erreur


class ImageBloc(blocks.StructBlock):
    image = ImageDecrite(
        label="Image",
        help_text=(
            "Décrivez ce qu’elle montre, ou cochez « décorative » : les lecteurs d’écran"
            " l’ignoreront alors."
        ),
    )
    legende = blocks.CharBlock(label="Légende", required=False, max_length=200)
    largeur = blocks.ChoiceBlock(
        label="Largeur",
        choices=[
            ("pleine", "Toute la largeur"),
            ("etroite", "Réduite (écran de téléphone, portrait)"),
        ],
        default="pleine",
        search_index=False,
    )

    class Meta:
        label = "Image"
        icon = "image"
        group = "Texte"
        template = "cms_pages/blocs/image.html"
        description = "Une image de la bibliothèque, à sa place dans le texte."

    def get_preview_value(self) -> StructValue:
        """The newest picture of the library; an empty one has nothing to show."""
        image = get_image_model().objects.order_by("-created_at", "-pk").first()
        if image is not None:
            image.contextual_alt_text = image.default_alt_text
        return self.normalize(
            {"image": image, "legende": "La légende de l’image", "largeur": "pleine"}
        )


class EncadreBloc(blocks.StructBlock):
    genre = blocks.ChoiceBlock(
        label="Genre",
        choices=[
            ("info", "Bon à savoir"),
            ("attention", "Attention"),
            ("reussite", "C’est fait"),
            ("urgence", "Important"),
        ],
        default="info",
        help_text="Le mot s’affiche à côté de l’icône : la couleur ne porte jamais seule le sens.",
        search_index=False,
    )
    titre = blocks.CharBlock(label="Titre", required=False, max_length=100)
    texte = blocks.RichTextBlock(label="Texte", features=["bold", "link", "ul"])

    class Meta:
        label = "Encadré"
        icon = "warning"
        group = "Texte"
        template = "cms_pages/blocs/encadre.html"
        label_format = "Encadré : {titre}"
        description = "Ce qu’il ne faut pas manquer : quatre genres, chacun avec son mot."
        preview_value = {
            "genre": "attention",
            "titre": "fermé le 24 décembre",
            "texte": "<p>Les réservations de ce jour sont annulées, sans frais.</p>",
        }

    ICONES = {"info": "info", "attention": "attention", "reussite": "succes", "urgence": "alerte"}

    def get_context(self, value: StructValue, *args: Any, **kwargs: Any) -> dict[str, Any]:
        libelles = dict(self.child_blocks["genre"].field.choices)
        return super().get_context(value, *args, **kwargs) | {
            "mot": libelles.get(value["genre"], ""),
            "icone": self.ICONES.get(value["genre"], "info"),
        }


class ARelireBloc(blocks.StructBlock):
    """A translation that nobody who speaks the language has read yet: said to readers on the page,
    and to the editors on their home screen."""

    texte = blocks.TextBlock(
        label="Ce que lisent les familles",
        max_length=400,
        help_text=(
            "Dans la langue de la page. Supprimez ce bloc quand une personne dont c’est la langue a"
            " relu la page."
        ),
    )

    class Meta:
        label = "À faire relire par une personne dont c’est la langue"
        icon = "globe"
        group = "Texte"
        template = "cms_pages/blocs/a_relire.html"
        description = "Dit aux lecteurs que personne n’a encore relu la traduction."
        preview_value = {"texte": "This page was translated from French. Tell us what is unclear."}


class ACompleterBloc(blocks.StructBlock):
    """What only the town can write. Shown as a gap on the page and listed to the editors on their
    home screen."""

    consigne = blocks.TextBlock(
        label="Ce qu’il faut écrire ici",
        max_length=300,
        help_text="Remplacez ce bloc par un texte avant l’ouverture du portail.",
    )

    class Meta:
        label = "À compléter"
        icon = "edit"
        group = "Texte"
        template = "cms_pages/blocs/a_completer.html"
        description = "Ce que vous seuls pouvez écrire ; l’accueil de la gestion le rappelle."
        preview_value = {"consigne": "l’adresse et les horaires de votre accueil."}
