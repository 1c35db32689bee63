"""The search of the admin, reached by "/" from any of its screens."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.admin.search import SearchArea

from famille.dossier.foyers.bureau import url_du_foyer
from famille.models import Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import fil

from .lecture import Trouves, chercher, permis

LONGUEUR_MAX = 100


class ZoneDeRecherche(SearchArea):
    """Before Wagtail's own, of pages: its sidebar leads to the first that one may enter."""

    def __init__(self) -> None:
        super().__init__(
            "Familles", reverse("recherche"), name="familles", icon_name="group", order=10
        )

    def is_shown(self, request: RequeteConnectee) -> bool:
        return permis(request.user)


@require_safe
def recherche(request: RequeteConnectee) -> HttpResponse:
    """`?q=`: the only thing found is opened at once."""
    texte, trouves = _chercher(request)
    if seul := trouves.seul:
        return redirect(url_du_foyer(seul) if isinstance(seul, Foyer) else seul.lien)
    return render(
        request,
        "famille/recherche/recherche.html",
        {
            "titre": "Chercher",
            "cherche": texte,
            "trouves": trouves,
            "breadcrumbs_items": fil(("Chercher", "recherche")),
        },
    )


@require_safe
def resultats(request: RequeteConnectee) -> HttpResponse:
    """The same while one types: nothing is opened."""
    texte, trouves = _chercher(request)
    return render(
        request, "famille/recherche/_resultats.html", {"cherche": texte, "trouves": trouves}
    )


def _chercher(request: RequeteConnectee) -> tuple[str, Trouves]:
    """PermissionDenied: nothing that one may search."""
    if not permis(request.user):
        raise PermissionDenied
    texte = request.GET.get("q", "").replace("\0", "")[:LONGUEUR_MAX].strip()
    return texte, chercher(texte, request.user)
