"""The editors' own screens in the admin: what families thought of the help, and where to begin."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpResponseBase
from django.template import Context
from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.admin.views.reports.base import ReportView
from wagtail.models import Locale, Page
from wagtail.permissions import page_permission_policy

from famille.models import Utilisateur
from famille.socle.connectee import RequeteConnectee

from .models import ActualitesPage, AidePage, AvisAide, GuidePage, PageLegale

if TYPE_CHECKING:
    from .models.base import PagePortail
    from .socle.langues import Langue


def peut_rediger(utilisateur: Utilisateur) -> bool:
    """May add, change or publish at least one page."""
    return page_permission_policy.user_has_any_permission(utilisateur, {"add", "change", "publish"})


class RapportAide(ReportView):
    """Yes and no, page by page; the pages that help least come first, for they need an editor."""

    page_title = "Avis sur l’aide"
    header_icon = "help"
    index_url_name = "rapport_aide"
    index_results_url_name = "rapport_aide_resultats"
    results_template_name = "cms_pages/bureau/rapport_aide.html"
    list_export = ["title", "oui", "non"]
    export_headings = {"title": "Page", "oui": "Utile", "non": "Pas utile"}
    is_searchable = False

    def dispatch(self, request: RequeteConnectee, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not peut_rediger(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[AidePage]:
        return (
            AidePage.objects.live()
            .annotate(oui=_total("oui"), non=_total("non"))
            .annotate(reponses=F("oui") + F("non"))
            .order_by("-non", "path")
        )

    def decorate_paginated_queryset(self, object_list: QuerySet[AidePage]) -> QuerySet[AidePage]:
        for page in object_list:
            page.part = round(100 * page.oui / page.reponses) if page.reponses else None
        return object_list


def _total(champ: str) -> Coalesce:
    sommes = (
        AvisAide.objects.filter(page_id=OuterRef("pk"))
        .values("page_id")
        .annotate(n=Sum(champ))
        .values("n")
    )
    return Coalesce(Subquery(sommes), 0)


class AccueilRedaction(Component):
    """First panel of the admin's home for whoever edits pages: the usual tasks, and what the town
    must still write."""

    order = 10
    name = "redaction"
    template_name = "cms_pages/bureau/accueil.html"

    def get_context_data(self, parent_context: Context) -> dict[str, Any]:
        request = parent_context["request"]
        return {
            "taches": list(_taches(request.user)),
            "a_completer": [page for page in PageLegale.objects.all() if page.a_completer],
            "a_relire": list(_a_relire()),
        }


def _a_relire() -> Iterator[dict[str, Any]]:
    """Yields dict(langue, nombre, adresse) for each language of which some pages were read by no
    native speaker."""
    pages = Page.objects.live().exclude(locale=Locale.get_default()).filter(depth__gt=1)
    par_langue: dict[Langue, list[PagePortail]] = {}
    for page in pages.order_by("path").specific():
        # as it is kept: to read its blocks asks for the pages and pictures that they name
        if any(bloc["type"] == "a_relire" for bloc in page.corps.raw_data):
            par_langue.setdefault(page.langue, []).append(page)
    for langue, celles in par_langue.items():
        yield {
            "langue": langue,
            "nombre": len(celles),
            "adresse": reverse("wagtailadmin_explore", args=(celles[0].pk,)),
        }


def _taches(utilisateur: Utilisateur) -> Iterator[dict[str, Any]]:
    """Yields dict(libelle, aide, adresse) for what this editor may do."""
    actualites, guide = ActualitesPage.objects.first(), GuidePage.objects.first()
    if actualites and actualites.permissions_for_user(utilisateur).can_add_subpage():
        yield {
            "libelle": "Écrire une actualité",
            "aide": "Elle s’affiche sur l’accueil et sur le tableau de bord des familles.",
            "adresse": reverse(
                "wagtailadmin_pages:add", args=("cms_pages", "actualitepage", actualites.pk)
            ),
        }
    if guide:
        yield {
            "libelle": "Mettre à jour le guide",
            "aide": "Les pages ouvertes par le bouton « Aide » de chaque écran.",
            "adresse": reverse("wagtailadmin_explore", args=(guide.pk,)),
        }
    yield {
        "libelle": "Lire les avis sur l’aide",
        "aide": "Les pages qui ont le moins aidé sont en tête.",
        "adresse": reverse("rapport_aide"),
    }
    if utilisateur.has_perm("cms_pages.change_identitesite"):
        yield {
            "libelle": "Changer l’identité du portail",
            "aide": "Nom, logo, couleurs, coordonnées, message de connexion, bandeau.",
            "adresse": reverse("wagtailsettings:edit", args=("cms_pages", "identitesite")),
        }
