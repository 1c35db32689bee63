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
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.documents.wagtail_hooks import DocumentsSummaryItem
from wagtail.images.wagtail_hooks import ImagesSummaryItem
from wagtail.models import GroupApprovalTask, Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from famille.comptes.droits import lignes_de
from famille.socle.connectee import RequeteConnectee
from famille.socle.offres.menus import EntreeSelonLeDroit

from .aide.bureau import aide_du_bureau
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
DES_COLLECTIONS = (DocumentsSummaryItem, ImagesSummaryItem)


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


@hooks.register("construct_homepage_summary_items", order=10)  # after Wagtail's own
def sommaire_des_fichiers(request: RequeteConnectee, items: list[Any]) -> None:
    """Images and documents each ask what one may do with their collections: who has no right on
    any, as his rights already read say, is not asked again."""
    agent = request.user
    if not agent.is_superuser and not any(ligne[0] == "collection" for ligne in lignes_de(agent)):
        items[:] = [element for element in items if not isinstance(element, DES_COLLECTIONS)]


def _relit(request: RequeteConnectee) -> bool:
    """Whether a step of the town's moderation is for a group of this agent's: it asks for no right
    on pages."""
    return GroupApprovalTask.objects.filter(active=True, groups__user=request.user.pk).exists()


@hooks.register("register_help_menu_item")
def aide_de_l_ecran() -> MenuItem:
    """In a tab of its own: a form that is being filled stays as it is."""
    return MenuItem(
        "Aide de cet écran",
        reverse("aide_du_bureau"),
        name="aide-ecran",
        icon_name="help",
        order=5,
        attrs={"target": "_blank", "rel": "noopener"},
    )


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
def garder_les_pages(
    request: HttpRequest, action: str, objets: list[Page], classe: type
) -> HttpResponse | None:
    """All or none: the editor unticks the page that is named, and does it again."""
    pages = [page for page in objets if isinstance(page, Page)]
    if action in ("unpublish", "delete", "move"):
        phrase = GARDER_UNE_DES_PAGES
        fautives = [page.title for page in pages if page.specific.reliee]
    elif action == "publish":
        phrase = A_COMPLETER
        if "include_descendants" in request.POST:
            pages += [sous for page in pages for sous in page.get_descendants().not_live()]
        fautives = [page.title for page in pages if not est_complete(page.specific)]
    else:
        return None
    if not fautives:
        return None
    messages.error(request, phrase.format(titres=" », « ".join(fautives)))
    return redirect(request.get_full_path())


@hooks.register("register_admin_viewset", order=1)  # after Wagtail's own, which it replaces
def ecrans_des_pages() -> Pages:
    return Pages()


class PagesLues(PagesAdminAPIViewSet):
    """The admin's own API only reads pages: what it could do to one passes by no hook, and no
    screen asks for it."""

    actions: dict[str, type] = {}


@hooks.register("construct_admin_api")
def lire_les_pages(api: WagtailAPIRouter) -> None:
    api.register_endpoint("pages", PagesLues)
