"""The règlements intérieurs, version by version: one that a family has accepted is kept as it
was."""

from typing import TYPE_CHECKING, Any, TypedDict

from django.contrib.admin import display
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.panels.group import ObjectList
from wagtail_modeladmin.helpers import PermissionHelper

from famille.models import Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_lettres
from reservations.bureau.base import Liste
from reservations.bureau.filtres import ParStructure
from reservations.models import ReglementInterieur

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class DeLaListe(TypedDict):
    """What the list adds to a row: `en_vigueur` is the key of the version that is in force today
    in its activity."""

    nombre_acceptations: int
    en_vigueur: int | None


class ReglementForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        memes = ReglementInterieur.objects.filter(
            activite=donnees.get("activite"), depuis=donnees.get("depuis")
        )
        if memes.exclude(pk=self.instance.pk).exists():
            self.add_error(
                "depuis",
                "Cette activité a déjà une version à cette date : choisissez une autre date.",
            )
        return donnees


class JamaisAccepte(PermissionHelper):
    """As the group's permissions say, while no family has accepted that version."""

    def user_can_edit_obj(self, user: Utilisateur, obj: ReglementInterieur) -> bool:
        return super().user_can_edit_obj(user, obj) and not _accepte(obj)

    def user_can_delete_obj(self, user: Utilisateur, obj: ReglementInterieur) -> bool:
        return super().user_can_delete_obj(user, obj) and not _accepte(obj)


def _accepte(reglement: ReglementInterieur) -> bool:
    """Counted already, of the rows of the list."""
    nombre = getattr(reglement, "nombre_acceptations", None)
    return reglement.acceptations.exists() if nombre is None else nombre > 0


class ReglementsAdmin(Liste):
    model = ReglementInterieur
    base_url_path = "reglements"
    menu_label = "Règlements"
    menu_icon = "doc-full"
    menu_order = 65
    ajouter = "Ajouter une version"
    list_display = ["activite", "du", "etat", "acceptations"]
    list_filter = [ParStructure]
    list_select_related = ["activite__structure"]
    inspect_view_enabled = True
    inspect_view_fields = ["activite", "depuis", "texte"]
    permission_helper_class = JamaisAccepte
    panels = [
        MultiFieldPanel(
            [
                HelpPanel(
                    content=(
                        "<p>Les familles le lisent et l’acceptent quand elles demandent une place."
                        " Une version acceptée ne se modifie plus : ajoutez-en une autre, à partir"
                        " de sa date.</p><p>Pour une garderie payée à la demi-heure ou à l’heure,"
                        " dites-y ce qui est facturé : toute demi-heure (ou heure) commencée est"
                        " due.</p>"
                    )
                ),
                FieldRowPanel([FieldPanel("activite"), FieldPanel("depuis")]),
                FieldPanel("texte"),
            ],
            heading="Règlement intérieur",
        )
    ]
    edit_handler = ObjectList(panels, base_form_class=ReglementForm)

    def get_queryset(self, request: RequeteConnectee) -> QuerySet[ReglementInterieur]:
        de_l_activite = ReglementInterieur.objects.au(timezone.localdate()).filter(
            activite=OuterRef("activite")
        )
        return (
            super()
            .get_queryset(request)
            .annotate(
                nombre_acceptations=Count("acceptations"),
                en_vigueur=Subquery(de_l_activite.values("pk")[:1]),
            )
        )

    @display(description="À partir du", ordering="depuis")
    def du(self, reglement: ReglementInterieur) -> str:
        return en_lettres(reglement.depuis)

    @display(description="État")
    def etat(self, reglement: "WithAnnotations[ReglementInterieur, DeLaListe]") -> str:
        if reglement.depuis > timezone.localdate():
            return "À venir"
        return "En vigueur" if reglement.en_vigueur == reglement.pk else "Remplacée"

    @display(description="Acceptations")
    def acceptations(self, reglement: "WithAnnotations[ReglementInterieur, DeLaListe]") -> int:
        return reglement.nombre_acceptations
