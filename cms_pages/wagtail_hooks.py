"""Wiring of the editors' screens: the report on the help, the home screen of Communication."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.urls.resolvers import URLPattern, URLResolver
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.views import home
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction
from wagtail.admin.views.pages.bulk_actions.move import MoveBulkAction
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.models import GroupApprovalTask, Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from famille.socle.connectee import RequeteConnectee
from famille.socle.offres.menus import EntreeSelonLeDroit

from .aide.bureau import EntreeAide, aide_du_bureau
from .aide.lecture import lisible
from .bureau import AccueilRedaction, RapportAide, peut_rediger
from .menus.bureau import TENIR
from .pages.liens import LienVersUnePage
from .pages.portes import Pages
from .socle.brouillons import est_complete
from .socle.erreurs import A_COMPLETER, GARDER_LA_PAGE, GARDER_UNE_DES_PAGES

if TYPE_CHECKING:
    from cms_pages.models.base import PagePortail


A_RELIRE = home.WorkflowObjectsToModeratePanel
DES_PAGES = (
    home.UserObjectsInWorkflowModerationPanel,
    home.RecentEditsPanel,
    home.LockedPagesPanel,
)


@hooks.register("register_rich_text_features", order=10)  # after Wagtail's own
def liens_des_textes(features: FeatureRegistry) -> None:
    features.register_link_type(LienVersUnePage)


@hooks.register("register_admin_urls")
def adresses() -> list[URLPattern | URLResolver]:
    return [
        path("menus/", include("cms_pages.menus.urls")),
        path("aide/", aide_du_bureau, name="aide_du_bureau"),
        path("rapports/aide/", RapportAide.as_view(), name="rapport_aide"),
        path(
            "rapports/aide/resultats/",
            RapportAide.as_view(results_only=True),
            name="rapport_aide_resultats",
        ),
    ]


class EntreeRapport(MenuItem):
    def is_shown(self, request: RequeteConnectee) -> bool:
        return peut_rediger(request.user)


@hooks.register("register_reports_menu_item")
def entree_du_rapport() -> EntreeRapport:
    return EntreeRapport(
        "Avis sur l’aide", reverse("rapport_aide"), name="avis-aide", icon_name="help", order=150
    )


@hooks.register("register_admin_menu_item")
def entree_des_menus() -> EntreeSelonLeDroit:
    return EntreeSelonLeDroit("Menus", reverse("menus:menus"), "list-ul", TENIR)


@hooks.register("construct_homepage_panels")
def accueil_de_la_redaction(request: RequeteConnectee, panels: list[Any]) -> None:
    if peut_rediger(request.user):
        panels.insert(0, AccueilRedaction())
    elif not user_has_any_page_permission(request.user):
        # about pages: each would ask its queries and show nothing
        inutiles = DES_PAGES if _relit(request) else (*DES_PAGES, A_RELIRE)
        panels[:] = [panneau for panneau in panels if not isinstance(panneau, inutiles)]


def _relit(request: RequeteConnectee) -> bool:
    """Whether a step of the town's moderation is for a group of this agent's: it asks for no right
    on pages."""
    taches = GroupApprovalTask.objects.filter(active=True, groups__user=request.user.pk)
    return taches.exists()


@hooks.register("register_help_menu_item")
def aide_de_l_ecran() -> EntreeAide:
    return EntreeAide()


@hooks.register("before_serve_page")
def refuser_une_page_privee(
    page: "PagePortail", request: HttpRequest, serve_args: list[Any], serve_kwargs: dict[str, Any]
) -> None:
    """Who is signed in already is refused in a sentence: Wagtail would send him to sign in, which
    sends him back."""
    if request.user.is_authenticated and not lisible(page, request):
        raise PermissionDenied


@hooks.register("before_unpublish_page")
@hooks.register("before_delete_page")
@hooks.register("before_move_page")
def garder_une_page_reliee(
    request: HttpRequest, page: "PagePortail", destination: "PagePortail | None" = None
) -> HttpResponse | None:
    """A page that the portal links to is neither unpublished, deleted nor moved; its own form holds
    the rest."""
    if page.specific.reliee:
        messages.error(request, GARDER_LA_PAGE)
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None


@hooks.register("before_bulk_action")
def garder_les_pages_reliees(
    request: HttpRequest,
    action: str,
    objets: list[Page],
    classe: UnpublishBulkAction | DeleteBulkAction | MoveBulkAction,
) -> HttpResponse | None:
    """All or none: the editor unticks the page that is named, and does it again."""
    if action not in ("unpublish", "delete", "move"):
        return None
    reliees = [page.title for page in objets if isinstance(page, Page) and page.specific.reliee]
    if reliees:
        messages.error(request, GARDER_UNE_DES_PAGES.format(titres=" », « ".join(reliees)))
        return redirect(request.get_full_path())
    return None


@hooks.register("register_admin_viewset", order=1)  # after Wagtail's own, which it replaces
def ecrans_des_pages() -> Pages:
    return Pages()


@hooks.register("before_bulk_action")
def garder_les_pages_inachevees(
    request: HttpRequest, action: str, objets: list[Page], classe: type
) -> HttpResponse | None:
    """All or none, as for the linked pages."""
    if action != "publish":
        return None
    pages = [page for page in objets if isinstance(page, Page)]
    if "include_descendants" in request.POST:
        pages += [sous for page in pages for sous in page.get_descendants().not_live()]
    inachevees = [page.title for page in pages if not est_complete(page.specific)]
    if inachevees:
        messages.error(request, A_COMPLETER.format(titres=" », « ".join(inachevees)))
        return redirect(request.get_full_path())
    return None


class PagesLues(PagesAdminAPIViewSet):
    """The admin's own API only reads pages: what it could do to one passes by no hook, and no
    screen asks for it."""

    actions: dict[str, type] = {}


@hooks.register("construct_admin_api")
def lire_les_pages(api: WagtailAPIRouter) -> None:
    api.register_endpoint("pages", PagesLues)
