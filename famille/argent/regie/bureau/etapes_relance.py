"""The steps of reminders, in the admin's settings (famille.models.EtapeRelance)."""

from typing import Any

from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.options import ModelAdmin

from famille.models import EtapeRelance

AJOUTER = "Ajouter une étape"


class Boutons(ButtonHelper):
    def add_button(self, *args: Any, **kwargs: Any) -> dict[str, str]:
        return super().add_button(*args, **kwargs) | {"label": AJOUTER, "title": AJOUTER}


class EtapesDeRelance(ModelAdmin):
    model = EtapeRelance
    base_url_path = "etapes-de-relance"
    menu_label = "Étapes de relance"
    menu_icon = "mail"
    add_to_settings_menu = True
    button_helper_class = Boutons
    list_display = ("jours", "sujet", "canaux")
    history_view_enabled = False
