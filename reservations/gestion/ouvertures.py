"""From when each period can be booked."""

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from ..models import Ouverture
from ..regles_compte import du_au
from .base import Liste


class OuvertureForm(WagtailAdminModelForm):
    def clean(self):
        donnees = super().clean()
        debut, fin = donnees.get("debut"), donnees.get("fin")
        if debut and fin and fin < debut:
            self.add_error("fin", "Le dernier jour est avant le premier : corrigez l’une des deux dates.")
        return donnees


class OuverturesAdmin(Liste):
    model = Ouverture
    base_url_path = "ouvertures"
    menu_label = "Ouvertures"
    menu_icon = "lock-open"
    menu_order = 30
    ajouter = "Ajouter une ouverture"
    list_display = ["nom", "jours", "ouvre_le", "pour"]
    ordering = ["-debut"]
    panels = [
        FieldPanel("nom"),
        FieldPanel("activites", widget=forms.CheckboxSelectMultiple),
        FieldRowPanel([FieldPanel("debut"), FieldPanel("fin")]),
        FieldPanel("ouvre_le", help_text="À la minute près : avant, le calendrier affiche ce moment aux familles."),
    ]

    def get_edit_handler(self):
        poignee = super().get_edit_handler()
        poignee.base_form_class = OuvertureForm
        return poignee

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("activites__structure")

    def jours(self, ouverture):
        return du_au(ouverture.debut, ouverture.fin)

    jours.short_description = "Jours à réserver"  # type: ignore[attr-defined]
    jours.admin_order_field = "debut"  # type: ignore[attr-defined]

    def pour(self, ouverture):
        return ", ".join(str(activite) for activite in ouverture.activites.all())

    pour.short_description = "Activités"  # type: ignore[attr-defined]
