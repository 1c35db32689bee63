"""The list of closures; making, moving and lifting one are in vues/fermetures.py."""

from django.urls import path
from django.urls.resolvers import URLPattern
from wagtail_modeladmin.helpers import PermissionHelper

from famille.models import Utilisateur
from famille.socle.dire import du_au
from reservations.bureau.base import Liste
from reservations.models import Fermeture

from .formulaires import PARTOUT
from .vues import fermetures as vues

PREFIXE = "fermetures"


class DroitsDesFermetures(PermissionHelper):
    """As the group's permissions say; the closure of an event is changed by undoing the event."""

    def user_can_edit_obj(self, user: Utilisateur, obj: Fermeture) -> bool:
        return super().user_can_edit_obj(user, obj) and not obj.evenement_id

    def user_can_delete_obj(self, user: Utilisateur, obj: Fermeture) -> bool:
        return super().user_can_delete_obj(user, obj) and not obj.evenement_id


class FermeturesAdmin(Liste):
    model = Fermeture
    base_url_path = PREFIXE
    menu_label = "Fermetures"
    menu_icon = "lock"
    menu_order = 50
    ajouter = "Ajouter une fermeture"
    effacer = "Lever"
    list_display = ["motif", "jours", "ou", "venue_de"]
    list_select_related = ["structure", "activite__structure", "evenement"]
    ordering = ["-debut", "-pk"]
    permission_helper_class = DroitsDesFermetures

    def get_admin_urls_for_registration(
        self,
    ) -> tuple[URLPattern, URLPattern, URLPattern, URLPattern]:
        """modeladmin's list; the writes are functions of ours, that call an action."""
        return (
            path(f"{PREFIXE}/", self.index_view, name=f"{PREFIXE}_modeladmin_index"),
            path(f"{PREFIXE}/ajouter/", vues.ajouter, name=f"{PREFIXE}_modeladmin_create"),
            path(f"{PREFIXE}/<int:pk>/", vues.modifier, name=f"{PREFIXE}_modeladmin_edit"),
            path(f"{PREFIXE}/<int:pk>/lever/", vues.lever, name=f"{PREFIXE}_modeladmin_delete"),
        )

    def jours(self, fermeture: Fermeture) -> str:
        return du_au(fermeture.debut, fermeture.fin)

    jours.short_description = "Jours"  # type: ignore[attr-defined]
    jours.admin_order_field = "debut"  # type: ignore[attr-defined]

    def ou(self, fermeture: Fermeture) -> str:
        return str(fermeture.activite or fermeture.structure or PARTOUT)

    ou.short_description = "Où"  # type: ignore[attr-defined]

    def venue_de(self, fermeture: Fermeture) -> str:
        return f"Événement : {fermeture.evenement.motif}" if fermeture.evenement else ""

    venue_de.short_description = "Vient de"  # type: ignore[attr-defined]
