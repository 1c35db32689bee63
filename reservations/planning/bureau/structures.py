"""Centres and who directs them. Naming a director opens presence lists to him: the Administration's
business."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.panels.group import ObjectList

from famille.models import Utilisateur
from famille.socle.connectee import RequeteConnectee
from reservations.bureau.base import Liste
from reservations.bureau.droits import SansSuppression
from reservations.models import Structure

DIRECTION = "Direction de centre"


class StructureForm(WagtailAdminModelForm):
    fields: dict[str, Any]  # each of its own class

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "directeurs" in self.fields:
            self.fields["directeurs"].queryset = _directeurs_possibles(self.instance)


def _directeurs_possibles(structure: Structure) -> QuerySet[Utilisateur]:
    """The accounts of the group of directors, and whoever directs this centre already."""
    possibles = Utilisateur.objects.filter(groups__name=DIRECTION, is_active=True)
    if structure.pk:
        possibles |= Utilisateur.objects.filter(structures_dirigees=structure)
    return possibles.distinct().order_by("last_name", "first_name")


class StructuresAdmin(Liste):
    model = Structure
    base_url_path = "structures"
    menu_label = "Structures"
    menu_icon = "home"
    menu_order = 10
    ajouter = "Ajouter une structure"
    list_display = ["nom", "adresse", "telephone", "direction"]
    permission_helper_class = SansSuppression
    panels = [
        FieldPanel("nom"),
        FieldRowPanel([FieldPanel("adresse"), FieldPanel("telephone")]),
        FieldPanel("pedt"),
        FieldPanel(
            "directeurs",
            widget=forms.CheckboxSelectMultiple,
            help_text=(
                "Elles et ils voient les listes de présence de cette structure, avec les"
                " informations de sécurité des enfants. Seuls les comptes du groupe « Direction de"
                " centre » sont proposés."
            ),
        ),
    ]

    def get_edit_handler(self) -> ObjectList:
        poignee = super().get_edit_handler()
        poignee.base_form_class = StructureForm
        return poignee

    def get_queryset(self, request: RequeteConnectee) -> QuerySet[Structure]:
        return super().get_queryset(request).prefetch_related("directeurs")

    def direction(self, structure: Structure) -> str:
        return ", ".join(str(compte) for compte in structure.directeurs.all()) or "À désigner"

    direction.short_description = "Direction"  # type: ignore[attr-defined]
