"""The council's criteria: rows with their dates and their deliberation. One that has served is
ended, not rewritten."""

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel
from wagtail.admin.panels.group import ObjectList

from reservations.bureau.base import Liste
from reservations.bureau.droits import SansSuppression
from reservations.models import CritereDePriorite


class CritereForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        debut, fin = donnees.get("debut"), donnees.get("fin")
        if debut and fin and fin < debut:
            self.add_error("fin", "La fin est avant le début : corrigez l’une des deux dates.")
        memes = CritereDePriorite.objects.filter(genre=donnees.get("genre"), debut=debut)
        if memes.exclude(pk=self.instance.pk).exists():
            self.add_error("debut", "Ce critère a déjà une ligne à cette date : changez la date.")
        return donnees


class CriteresAdmin(Liste):
    model = CritereDePriorite
    permission_helper_class = SansSuppression
    base_url_path = "criteres-de-priorite"
    menu_label = "Critères de priorité"
    menu_icon = "order"
    menu_order = 32
    ajouter = "Ajouter un critère"
    list_display = ["rang", "genre", "deliberation", "debut", "fin"]
    panels = [
        HelpPanel(
            content=(
                "<p>Les critères que le conseil a votés pour répondre aux vœux. Le premier qui"
                " distingue deux enfants décide ; le tirage au sort ne départage que ceux qui les"
                " remplissent tous de la même façon.</p>"
            )
        ),
        FieldPanel("genre"),
        FieldRowPanel([FieldPanel("rang"), FieldPanel("deliberation")]),
        FieldRowPanel([FieldPanel("debut"), FieldPanel("fin")]),
    ]
    edit_handler = ObjectList(panels, base_form_class=CritereForm)
