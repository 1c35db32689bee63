"""The steps of reminders, in the admin's settings: each one a delay and words (famille.models.EtapeRelance)."""

from wagtail_modeladmin.options import ModelAdmin

from famille.models import EtapeRelance


class EtapesDeRelance(ModelAdmin):
    model = EtapeRelance
    base_url_path = "etapes-de-relance"
    menu_label = "Étapes de relance"
    menu_icon = "mail"
    add_to_settings_menu = True
    list_display = ("jours", "sujet", "par_courriel", "par_lettre")
    history_view_enabled = False
