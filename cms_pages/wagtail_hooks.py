"""Wiring of the editors' screens: the report on the help, the home screen of Communication."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.views import home
from wagtail.models import Page

from .aide.lecture import lisible
from .bureau import AccueilRedaction, RapportAide, peut_rediger
from .pages.portes import Pages
from .socle.erreurs import GARDER_LA_PAGE, GARDER_UNE_DES_PAGES

DES_PAGES = (
    home.WorkflowObjectsToModeratePanel,
    home.UserObjectsInWorkflowModerationPanel,
    home.RecentEditsPanel,
    home.LockedPagesPanel,
)


@hooks.register("register_admin_urls")
def adresses():
    return [
        path("rapports/aide/", RapportAide.as_view(), name="rapport_aide"),
        path(
            "rapports/aide/resultats/",
            RapportAide.as_view(results_only=True),
            name="rapport_aide_resultats",
        ),
    ]


class EntreeRapport(MenuItem):
    def is_shown(self, request):
        return peut_rediger(request.user)


@hooks.register("register_reports_menu_item")
def entree_du_rapport():
    return EntreeRapport(
        "Avis sur l’aide", reverse("rapport_aide"), name="avis-aide", icon_name="help", order=150
    )


@hooks.register("construct_homepage_panels")
def accueil_de_la_redaction(request, panels):
    if peut_rediger(request.user):
        panels.insert(0, AccueilRedaction())
    elif not user_has_any_page_permission(request.user):
        # about pages: each would ask its queries and show nothing
        panels[:] = [panneau for panneau in panels if not isinstance(panneau, DES_PAGES)]


class EntreeGuideDeLaRegie(MenuItem):
    """In the admin's "Aide": for whoever invoices or keeps the money."""

    def is_shown(self, request):
        return request.user.has_perm("famille.encaisser_paiement") or request.user.has_perm(
            "reservations.facturer_campagnefacturation"
        )


@hooks.register("register_help_menu_item")
def guide_de_la_regie():
    adresse = f"{reverse('cms_pages:aide_ecran')}?{urlencode({'ecran': 'regie:encaisser'})}"
    return EntreeGuideDeLaRegie(
        "Guide de la régie", adresse, name="guide-regie", icon_name="help", order=10
    )


@hooks.register("before_serve_page")
def refuser_une_page_privee(page, request, serve_args, serve_kwargs):
    """Who is signed in already is refused in a sentence: Wagtail would send him to sign in, which
    sends him back."""
    if request.user.is_authenticated and not lisible(page, request):
        raise PermissionDenied


@hooks.register("before_unpublish_page")
@hooks.register("before_delete_page")
@hooks.register("before_move_page")
def garder_une_page_reliee(request, page, destination=None):
    """A page that the portal links to is neither unpublished, deleted nor moved; its own form holds
    the rest."""
    if page.specific.reliee:
        messages.error(request, GARDER_LA_PAGE)
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None


@hooks.register("before_bulk_action")
def garder_les_pages_reliees(request, action, objets, classe):
    """All or none: the editor unticks the page that is named, and does it again."""
    if action not in ("unpublish", "delete", "move"):
        return None
    reliees = [page.title for page in objets if isinstance(page, Page) and page.specific.reliee]
    if reliees:
        messages.error(request, GARDER_UNE_DES_PAGES.format(titres=" », « ".join(reliees)))
        return redirect(request.get_full_path())
    return None


@hooks.register("register_admin_viewset", order=1)  # after Wagtail's own, which it replaces
def ecrans_des_pages():
    return Pages()


class PagesLues(PagesAdminAPIViewSet):
    """The admin's own API only reads pages: what it could do to one passes by no hook, and no
    screen asks for it."""

    actions: dict[str, type] = {}


@hooks.register("construct_admin_api")
def lire_les_pages(api):
    api.register_endpoint("pages", PagesLues)
