"""Blocks that lead somewhere: a person, a document, an action."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError, StructValue
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock

from famille.socle.ville import service
from famille.socle.ville.phrases import dit

# The screens of the portal that a page may send to; the others need a household's own address.
DESTINATIONS = [
    ("account_login", "Se connecter"),
    ("account_reset_password", "Mot de passe oublié"),
    ("famille:tableau_de_bord", "Tableau de bord"),
    ("famille:famille", "Ma famille"),
    ("famille:messages", "Mes messages"),
    ("famille:ecrire", dit("Écrire {au_service}")),
    ("famille:factures", "Mes factures"),
    ("famille:documents", "Mes documents"),
    ("demarches:reinscriptions", "Mes réinscriptions"),
    ("reservations:calendrier", "Réservations"),
    ("cms_pages:menus", "Menus de la cantine"),
    ("reservations:repetition", "Réserver plusieurs semaines"),
    ("reservations:semaine_type", "Ma semaine habituelle"),
    ("reservations:phrase", "Réserver en une phrase"),
    ("reservations:demandes", "Mes envois"),
    ("reservations:attentes", "Ma liste d’attente"),
    ("reservations:absences", "Prévenir d’une absence"),
    ("reservations:ouvertures", "Prochaines ouvertures"),
    ("reservations:agenda", "Dans mon agenda"),
    ("demarches:liste", "Démarches"),
    ("mes_donnees", "Mes données personnelles"),
    ("cms_pages:plan_du_site", "Plan du site"),
]


COORDONNEES = ("adresse", "telephone", "courriel", "horaires")


class DocumentBloc(blocks.StructBlock):
    document = DocumentChooserBlock(label="Document")
    libelle = blocks.CharBlock(
        label="Libellé",
        required=False,
        max_length=120,
        help_text=(
            "Laissez vide pour reprendre le titre du document. Le format et le poids s’ajoutent"
            " tout seuls."
        ),
    )
    precision = blocks.CharBlock(label="Précision", required=False, max_length=200)

    class Meta:
        label = "Document à télécharger"
        icon = "doc-full"
        group = "Liens"
        template = "cms_pages/blocs/document.html"
        label_format = "Document : {libelle}"
        description = "Un fichier de la bibliothèque, avec son format et son poids."

    def get_preview_value(self) -> StructValue:
        """The newest file of the library; an empty one has nothing to show."""
        document = get_document_model().objects.order_by("-created_at", "-pk").first()
        return self.normalize(
            {"document": document, "libelle": "", "precision": "À jour de cette année."}
        )


class ContactBloc(blocks.StructBlock):
    nom = blocks.CharBlock(label="Nom du service ou du lieu", max_length=120)
    reprendre = blocks.BooleanBlock(
        label=dit("Reprendre les coordonnées {du_service}"),
        required=False,
        help_text="Celles des réglages « Identité du portail » : à jour partout à la fois.",
    )
    adresse = blocks.TextBlock(label="Adresse", required=False, max_length=300)
    telephone = blocks.CharBlock(label="Téléphone", required=False, max_length=30)
    courriel = blocks.EmailBlock(label="Adresse e-mail", required=False)
    horaires = blocks.TextBlock(label="Horaires", required=False, max_length=300)

    class Meta:
        label = "Contact"
        icon = "user"
        group = "Liens"
        template = "cms_pages/blocs/contact.html"
        label_format = "Contact : {nom}"
        description = "Le téléphone, l’adresse et les horaires d’un service ou d’un lieu."
        preview_value = {
            "nom": "Le service qui s’occupe de votre enfant",
            "reprendre": True,
            **dict.fromkeys(COORDONNEES, ""),
        }

    def clean(self, value: StructValue) -> StructValue:
        value = super().clean(value)
        if self.is_deferred_validation:  # a draft: asked for when it is published
            return value
        if not value["reprendre"] and not any(value[champ] for champ in COORDONNEES):
            refus = (
                f"Donnez au moins un moyen de contact, ou reprenez les coordonnées {service().du}."
            )
            raise StructBlockValidationError(block_errors={"telephone": ValidationError(refus)})
        return value

    def get_context(self, value: StructValue, *args: Any, **kwargs: Any) -> dict[str, Any]:
        contexte = super().get_context(value, *args, **kwargs)
        source = value
        if value["reprendre"] and contexte.get("settings"):
            identite = contexte["settings"]["cms_pages"]["IdentiteSite"]
            source = {champ: value[champ] or getattr(identite, champ) for champ in COORDONNEES}
        return contexte | {champ: source[champ] for champ in COORDONNEES}


class ValeurLien(StructValue):
    """Of what leads to a page or to a screen: a button, a card."""

    @property
    def adresse(self) -> str:
        """Where it leads; "" when its page is no longer published."""
        if self["ecran"]:
            return reverse(self["ecran"])
        page = self["page"]
        return (page.url or "") if page and page.live else ""


def un_seul_but(value: ValeurLien) -> ValeurLien:
    """Raises StructBlockValidationError at the page when there are two, or none."""
    if bool(value["page"]) == bool(value["ecran"]):
        refus = "Choisissez une page ou un écran du portail : l’un des deux, pas les deux."
        raise StructBlockValidationError(block_errors={"page": ValidationError(refus)})
    return value


class BoutonBloc(blocks.StructBlock):
    libelle = blocks.CharBlock(
        label="Libellé",
        max_length=60,
        help_text="Dit ce qui va se passer : « Me connecter », jamais « Cliquez ici ».",
    )
    page = blocks.PageChooserBlock(label="Page du portail", required=False)
    ecran = blocks.ChoiceBlock(
        label="Ou écran du portail", choices=DESTINATIONS, required=False, search_index=False
    )
    discret = blocks.BooleanBlock(
        label="Bouton secondaire",
        required=False,
        help_text="Un seul bouton principal par page : les autres secondaires.",
    )

    class Meta:
        label = "Bouton"
        icon = "link"
        group = "Liens"
        template = "cms_pages/blocs/bouton.html"
        value_class = ValeurLien
        label_format = "Bouton : {libelle}"
        description = "L’action de la page : elle mène à une page ou à un écran du portail."
        preview_value = {
            "libelle": "Réserver des jours",
            "page": None,
            "ecran": "reservations:calendrier",
            "discret": False,
        }

    def clean(self, value: ValeurLien) -> ValeurLien:
        value = super().clean(value)
        return value if self.is_deferred_validation else un_seul_but(value)
