"""From when each period can be booked."""

from wagtail_modeladmin.options import ModelAdmin

from ..models import Ouverture


class OuverturesAdmin(ModelAdmin):
    model = Ouverture
    base_url_path = "ouvertures"
    menu_label = "Ouvertures"
    menu_icon = "lock-open"
    menu_order = 30
    list_display = ["nom", "debut", "fin", "ouvre_le"]
