"""Blocks that order things: steps, questions, tables, cards."""

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructValue
from wagtail.contrib.typed_table_block.blocks import (
    TypedTable,
    TypedTableBlock,
    TypedTableBlockValidationError,
)

from .contacts import DESTINATIONS, ValeurLien, un_seul_but
from .textes import MISE_EN_FORME, ImageDecrite, ancre

NOMS_DES_ECRANS = dict(DESTINATIONS)


class EtapeBloc(blocks.StructBlock):
    titre = blocks.CharBlock(
        label="Ce qu’il faut faire",
        max_length=120,
        help_text="Un verbe d’abord : « Ouvrez le message », « Choisissez un mot de passe ».",
    )
    texte = blocks.RichTextBlock(label="Explication", features=MISE_EN_FORME, required=False)
    image = ImageDecrite(label="Image", required=False)

    class Meta:
        label = "Étape"
        icon = "list-ol"


class EtapesBloc(blocks.StructBlock):
    etapes = blocks.ListBlock(EtapeBloc(), label="Étapes", min_num=2, max_num=12)

    class Meta:
        label = "Étapes numérotées"
        icon = "list-ol"
        group = "Organisation"
        template = "cms_pages/blocs/etapes.html"
        help_text = (
            "De 2 à 12 étapes, dans l’ordre où on les fait. Les numéros sont mis tout seuls."
        )
        description = help_text
        preview_value = {
            "etapes": [
                {
                    "titre": "Ouvrez « Réservations »",
                    "texte": "<p>Dans le menu du haut.</p>",
                    "image": None,
                },
                {
                    "titre": "Choisissez les jours",
                    "texte": "<p>Le prix s’affiche aussitôt.</p>",
                    "image": None,
                },
            ]
        }


class QuestionBloc(blocks.StructBlock):
    question = blocks.CharBlock(
        label="Question", max_length=160, help_text="Comme un parent la poserait."
    )
    reponse = blocks.RichTextBlock(label="Réponse", features=MISE_EN_FORME)

    class Meta:
        label = "Question"
        icon = "help"


class QuestionsBloc(blocks.StructBlock):
    questions = blocks.ListBlock(QuestionBloc(), label="Questions", min_num=1, max_num=20)

    class Meta:
        label = "Questions et réponses"
        icon = "help"
        group = "Organisation"
        template = "cms_pages/blocs/questions.html"
        help_text = (
            "Les réponses sont repliées ; elles se déplient sans JavaScript et s’impriment"
            " ouvertes."
        )
        description = help_text
        preview_value = {
            "questions": [
                {
                    "question": "Puis-je annuler la veille ?",
                    "reponse": "<p>Oui, jusqu’à l’heure que dit le calendrier.</p>",
                },
                {
                    "question": "Mon enfant est malade : que faire ?",
                    "reponse": "<p>Prévenez-nous depuis la page de l’enfant.</p>",
                },
            ]
        }


class TableauBloc(TypedTableBlock):
    """A real data table: it has a caption and a heading for each column (RGAA 5.4, 5.6)."""

    texte = blocks.CharBlock(label="Texte", required=False)
    riche = blocks.RichTextBlock(
        label="Texte avec liens", features=["bold", "link"], required=False
    )

    def clean(self, table: TypedTable) -> TypedTable:
        table = super().clean(table)
        if self.is_deferred_validation:  # a draft: asked for when it is published
            return table
        fautes = []
        if not table.columns or not table.row_data:
            fautes.append("Ajoutez au moins une colonne et une ligne, ou retirez le tableau.")
        elif not all((colonne["heading"] or "").strip() for colonne in table.columns):
            fautes.append(
                "Donnez un titre à chaque colonne : les lecteurs d’écran l’annoncent avec chaque"
                " case."
            )
        if not (table.caption or "").strip():
            fautes.append("Donnez une légende au tableau : une phrase qui dit ce qu’il présente.")
        if fautes:
            raise TypedTableBlockValidationError(
                non_block_errors=[ValidationError(faute) for faute in fautes]
            )
        return table

    class Meta:
        label = "Tableau"
        icon = "table"
        group = "Organisation"
        template = "cms_pages/blocs/tableau.html"
        help_text = (
            "Pour des données en lignes et en colonnes, jamais pour la mise en page. La légende est"
            " obligatoire."
        )
        description = help_text
        preview_value = {
            "caption": "Les horaires de l’accueil",
            "columns": [
                {"type": "texte", "heading": "Moment"},
                {"type": "texte", "heading": "Heures"},
            ],
            "rows": [
                {"values": ["Matin", "de 7 h 30 à 9 h"]},
                {"values": ["Soir", "de 17 h à 18 h 30"]},
            ],
        }


class ValeurCarte(ValeurLien):
    @property
    def nom(self) -> str:
        """What the card is called: its own title, else the one of where it leads."""
        return self["titre"] or NOMS_DES_ECRANS.get(self["ecran"]) or self["page"].title


class CarteBloc(blocks.StructBlock):
    page = blocks.PageChooserBlock(label="Page", required=False)
    ecran = blocks.ChoiceBlock(
        label="Ou écran du portail",
        choices=DESTINATIONS,
        required=False,
        search_index=False,
        help_text="Un visiteur se connecte d’abord, puis y arrive.",
    )
    titre = blocks.CharBlock(
        label="Titre",
        required=False,
        max_length=80,
        help_text="Laissez vide pour reprendre celui de la page, ou le nom de l’écran.",
    )
    texte = blocks.CharBlock(label="Texte", required=False, max_length=160)
    image = ImageDecrite(label="Image", required=False)

    class Meta:
        label = "Carte"
        icon = "link"
        value_class = ValeurCarte

    def clean(self, value: ValeurLien) -> ValeurLien:
        value = super().clean(value)
        return value if self.is_deferred_validation else un_seul_but(value)


class ActualitesBloc(blocks.StructBlock):
    """The newest news, on the home page, given to the template by AccueilPage; nothing is shown
    when there is none."""

    titre = blocks.CharBlock(label="Titre", default="Actualités", max_length=60)

    class Meta:
        label = "Dernières actualités"
        icon = "calendar"
        group = "Liens"
        template = "cms_pages/blocs/actualites.html"
        help_text = "Les trois dernières s’affichent d’elles-mêmes."
        description = help_text
        preview_value = {"titre": "Actualités"}

    def get_preview_context(self, value: StructValue, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Those of the town, as the home page gives them."""
        modele = apps.get_model("cms_pages", "ActualitePage")
        contexte = super().get_preview_context(value, *args, **kwargs)
        return contexte | {"actualites": modele.objects.visibles()[:3]}


def _carte(ecran: str, texte: str) -> dict[str, Any]:
    """A card for the preview."""
    return {"page": None, "ecran": ecran, "titre": "", "texte": texte, "image": None}


class CartesBloc(blocks.StructBlock):
    titre = blocks.CharBlock(label="Titre", required=False, max_length=100)
    cartes = blocks.ListBlock(CarteBloc(), label="Cartes", min_num=2, max_num=8)

    class Meta:
        label = "Cartes vers des pages ou des écrans"
        icon = "grip"
        group = "Liens"
        template = "cms_pages/blocs/cartes.html"
        help_text = "De 2 à 8 cartes. Une page dépubliée disparaît d’elle-même."
        label_format = "Cartes : {titre}"
        description = help_text
        preview_value = {
            "titre": "S’informer",
            "cartes": [
                _carte("reservations:calendrier", "Choisir les jours, en ligne."),
                _carte("famille:factures", "Payer, retrouver un reçu."),
            ],
        }

    def get_context(self, value: StructValue, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(value, *args, **kwargs) | {
            "ancre": ancre(value["titre"] or "cartes")
        }
