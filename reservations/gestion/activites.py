"""Activities with their groups."""

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail_modeladmin.options import ModelAdmin

from ..models import Activite
from .droits import SansSuppression

JOURS = [(0, "Lundi"), (1, "Mardi"), (2, "Mercredi"), (3, "Jeudi"), (4, "Vendredi"), (5, "Samedi")]


class ActiviteForm(WagtailAdminModelForm):
    jours_scolaires = forms.TypedMultipleChoiceField(
        label="Jours d’accueil en période scolaire",
        choices=JOURS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class ActivitesAdmin(ModelAdmin):
    model = Activite
    base_url_path = "activites"
    menu_label = "Activités"
    menu_icon = "tag"
    menu_order = 20
    list_display = ["nom", "structure"]
    permission_helper_class = SansSuppression
    panels = [
        FieldRowPanel([FieldPanel("nom"), FieldPanel("structure")]),
        FieldPanel("jours_scolaires"),
    ]
