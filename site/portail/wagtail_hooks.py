"""The admin's dress, whoever enters it: the help of its sidebar. Its logo and home are in
templates/wagtailadmin/."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from famille.socle.connectee import RequeteConnectee
from famille.socle.offres.menus import EntreeSelonLeDroit

from .bureau.accueil import ParOuCommencer
from .bureau.redirections import importer
from .etat.vues import VOIR, etat_du_portail
from .mise_en_service import vues as mise_en_service
from .mise_en_service.essais import FAMILLE_ESSAYEE

# In English, on a site that is not ours (D14), and of no use to an agent. Names:
# wagtail/admin/wagtail_hooks.py.
AILLEURS = ("whats-new-in-wagtail", "editor-guide")


@hooks.register("insert_global_admin_css")
def tenue_du_portail() -> SafeString:
    """The agents' sheet (portail.statiques), then the town's own colours."""
    adresses = [static("portail/css/agents.css"), reverse("cms_pages:couleurs")]
    return format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((adresse,) for adresse in adresses)
    )


@hooks.register("construct_help_menu")
def aide_du_portail(request: HttpRequest, menu_items: list[Any]) -> None:
    menu_items[:] = [entree for entree in menu_items if not entree.name.startswith(AILLEURS)]


@hooks.register("register_help_menu_item")
def guide_des_familles() -> MenuItem:
    return MenuItem(
        "Guide des familles",
        reverse("cms_pages:aide_ecran"),
        name="guide-familles",
        icon_name="help",
    )


@hooks.register("register_reports_menu_item")
def entree_etat() -> EntreeSelonLeDroit:
    return EntreeSelonLeDroit("État du portail", reverse("etat_du_portail"), "view", VOIR, 10)


@hooks.register("register_admin_urls", order=-1)  # before Wagtail's own, one of which it takes
def adresses() -> list[URLPattern]:
    return [
        path("etat-du-portail/", etat_du_portail, name="etat_du_portail"),
        path("redirects/import/", importer, name="import_de_redirections"),
        path("mettre-en-service/", mise_en_service.liste, name="mise_en_service"),
        path(
            "mettre-en-service/identite/", mise_en_service.identite, name="mise_en_service_identite"
        ),
        path("mettre-en-service/essais/", mise_en_service.essais, name="mise_en_service_essais"),
        path("mettre-en-service/fichier/", mise_en_service.fichier, name="mise_en_service_fichier"),
    ]


@hooks.register("register_settings_menu_item")
def entree_mise_en_service() -> EntreeSelonLeDroit:
    adresse = reverse("mise_en_service")
    return EntreeSelonLeDroit("Mettre en service", adresse, "tasks", mise_en_service.REGLER, 1)


class RetourALaMiseEnService(MenuItem):
    """At the top, while its administrator is at it: each step leaves her in another menu."""

    def is_shown(self, request: HttpRequest) -> bool:
        en_cours = bool(request.session.get(mise_en_service.EN_COURS))
        return en_cours and request.user.has_perm(mise_en_service.REGLER)


@hooks.register("register_admin_menu_item")
def retour_a_la_mise_en_service() -> RetourALaMiseEnService:
    return RetourALaMiseEnService(
        "Mettre en service",
        reverse("mise_en_service"),
        name="retour-mise-en-service",
        icon_name="tasks",
        order=1,
    )


@hooks.register("construct_homepage_panels")
def accueil_du_bureau(request: RequeteConnectee, panels: list[Any]) -> None:
    if panneau := mise_en_service.panneau(request):
        panels.insert(0, panneau)
    panels.append(ParOuCommencer())


@hooks.register("register_log_actions")
def gestes_notes(actions: Any) -> None:
    actions.register_action(
        FAMILLE_ESSAYEE,
        "Essayer une famille",
        "Une famille d’essai a réservé, puis tout est effacé",
    )
