"""What tells an agent that work waits: a number in the menu, a panel of the home."""

from typing import Any

from django.db.models import QuerySet
from django.template import Context
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail_modeladmin.menus import ModelAdminMenuItem

from demarches.instruction.acces import INSTRUIRE
from demarches.models import Demande
from famille.dossier.listes.menu import Nombres
from famille.socle.connectee import RequeteConnectee
from famille.socle.saisie.nombre import Nombre

from . import chiffres, url_de_la_liste
from .chiffres import figures

CLE = "_pf_demandes_a_traiter"
NOMBRE_MAX = 999  # beside the menu: it is on every screen of the admin


def nombre_a_traiter(request: RequeteConnectee) -> str:
    """How many demandes wait, "999+" at most; "" for none. One query, kept on the request."""
    if not hasattr(request, CLE):
        NOMBRES.lire(request)
    nombre = getattr(request, CLE)
    return f"{NOMBRE_MAX}+" if nombre > NOMBRE_MAX else str(nombre or "")


def premieres_a_traiter() -> QuerySet[Demande]:
    """What `nombre_a_traiter` counts, for who asks it in the same query as something else."""
    return Demande.objects.a_traiter().order_by()[: NOMBRE_MAX + 1]


NOMBRES = Nombres(lambda: {CLE: Nombre(premieres_a_traiter().values("pk"))})


class EntreeDemandes(ModelAdminMenuItem):
    """The menu item, with how many demandes wait (portail/css/gestion.css draws data-compte)."""

    def render_component(self, request: RequeteConnectee) -> LinkMenuItem:
        composant = super().render_component(request)
        nombre = nombre_a_traiter(request)
        composant.attrs = dict(composant.attrs) | ({"data-compte": nombre} if nombre else {})
        return composant


class PanneauBureau(Component):
    """The home of whoever may decide: each figure leads to its list; nobody else sees it."""

    name = "bureau"
    template_name = "demarches/bureau/panneau.html"
    order = 50

    def __init__(self, request: RequeteConnectee) -> None:
        self.request = request

    def get_context_data(self, parent_context: Context) -> dict[str, Any]:
        jour = timezone.localdate()
        lignes = chiffres.a_traiter(self.request.user, jour)
        return {
            "liste": url_de_la_liste(),
            "lignes": lignes,
            "sommes": chiffres.sommes(lignes),
            "figures": figures(chiffres.semaines(jour)),
        }

    @staticmethod
    def visible(request: RequeteConnectee) -> bool:
        return request.user.has_perm(INSTRUIRE)
