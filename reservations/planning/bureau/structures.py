"""Centres, who directs them and who is an animator there. Naming somebody opens presence lists to
him: the Administration's business."""

from typing import Any

from django import forms
from django.contrib.admin import display
from django.db.models import Q, QuerySet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.panels.group import ObjectList

from famille.models import Utilisateur
from famille.socle.connectee import RequeteConnectee
from reservations.bureau.base import Liste
from reservations.bureau.droits import SansSuppression
from reservations.models import Structure

# The groups whose accounts each field proposes. Their rights are the same: the field decides.
GROUPES = {
    "directeurs": ("Direction de centre",),
    "animateurs": ("Animation", "Direction de centre"),
}


class StructureForm(WagtailAdminModelForm):
    fields: dict[str, Any]  # each of its own class

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for champ in GROUPES.keys() & self.fields.keys():
            possibles = Q(groups__name__in=GROUPES[champ], is_active=True)
            if self.instance.pk:
                possibles |= Q(pk__in=getattr(self.instance, champ).values("pk"))
            self.fields[champ].queryset = (
                Utilisateur.objects.filter(possibles).distinct().order_by("last_name", "first_name")
            )


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
        FieldPanel(
            "animateurs",
            widget=forms.CheckboxSelectMultiple,
            help_text=(
                "Elles et ils voient les listes de présence de cette structure et les pointent,"
                " sans les informations de sécurité. Les comptes des groupes « Animation » et"
                " « Direction de centre » sont proposés."
            ),
        ),
    ]
    edit_handler = ObjectList(panels, base_form_class=StructureForm)

    def get_queryset(self, request: RequeteConnectee) -> QuerySet[Structure]:
        return super().get_queryset(request).prefetch_related("directeurs")

    @display(description="Direction")
    def direction(self, structure: Structure) -> str:
        return ", ".join(str(compte) for compte in structure.directeurs.all()) or "À désigner"
