"""What tells an agent that work waits: the number beside "Demandes", and the panel of the admin's home."""

from django.db.models import Count, Q
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail_modeladmin.menus import ModelAdminMenuItem

from ..models import Demande
from . import url_de_la_liste
from .droits import INSTRUIRE

CLE = "_pf_comptes_du_bureau"


def comptes(request):
    """dict(a_traiter, en_retard, miennes): one query a request, kept on it."""
    if not hasattr(request, CLE):
        jour = timezone.localdate()
        compte = Demande.objects.a_traiter().aggregate(
            a_traiter=Count("pk"),
            en_retard=Count("pk", filter=Q(echeance__lt=jour)),
            miennes=Count("pk", filter=Q(agent=request.user)),
        )
        setattr(request, CLE, compte)
    return getattr(request, CLE)


class EntreeDemandes(ModelAdminMenuItem):
    """The menu item, with how many demandes wait (portail/css/gestion.css draws data-compte)."""

    def render_component(self, request):
        composant = super().render_component(request)
        nombre = comptes(request)["a_traiter"]
        composant.attrs = dict(composant.attrs) | ({"data-compte": str(nombre)} if nombre else {})
        return composant


class PanneauBureau(Component):
    """The home panel of whoever may decide; nobody else sees it."""

    name = "bureau"
    template_name = "demarches/bureau/panneau.html"
    order = 50

    def __init__(self, request):
        self.request = request

    def get_context_data(self, parent_context):
        return comptes(self.request) | {"liste": url_de_la_liste()}

    @staticmethod
    def visible(request):
        return request.user.has_perm(INSTRUIRE)
