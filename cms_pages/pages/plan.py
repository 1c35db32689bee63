"""The plan of the site: the tree of public pages, and the screens the reader may open."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from wagtail.models import Page, Site

from cms_pages.blocs.contacts import DESTINATIONS
from cms_pages.models import Menu

RECHERCHE, MENUS = "cms_pages:recherche", "cms_pages:menus"
ECRANS_PUBLICS = ("account_login", "account_reset_password", RECHERCHE)
ECRANS_CONNECTES = (
    *("famille:tableau_de_bord", "famille:famille", "reservations:calendrier", "demarches:liste"),
    *("famille:factures", "famille:messages", "famille:documents", "mes_donnees", RECHERCHE),
)


def accueil_visite(request: HttpRequest) -> Page:
    """The root of the site being visited. Http404: there is none at this address."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site.root_page


def arbre(accueil: Page) -> dict[str, Any]:
    """dict(page, enfants): the published pages under the home, in the editors' order; as many
    queries for 1000."""
    pages = Page.objects.descendant_of(accueil, inclusive=True).live().public().order_by("path")
    noeuds = {}
    racine = {"page": accueil, "enfants": []}
    for page in pages:
        noeud = racine if page.pk == accueil.pk else {"page": page, "enfants": []}
        noeuds[page.path] = noeud
        parent = noeuds.get(page.path[: -Page.steplen])
        if parent is not None and noeud is not racine:
            parent["enfants"].append(noeud)
    return racine


def ecrans(utilisateur: Any) -> list[tuple[str, str]]:
    """list[(address, name)]: signed in, the family's own screens; else those that lead in."""
    noms = ECRANS_CONNECTES if utilisateur.is_authenticated else ECRANS_PUBLICS
    if Menu.objects.publies().exists():
        noms = (*noms, MENUS)
    mots = {**dict(DESTINATIONS), RECHERCHE: "Rechercher"}
    return [(reverse(nom), mots[nom]) for nom in noms]
