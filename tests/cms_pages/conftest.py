"""Two sites: the whole seeded one, slow to make, and a small one of the same shape for what does
not need the texts."""

from datetime import date
from types import SimpleNamespace

import pytest
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from cms_pages.blocs.contacts import COORDONNEES
from cms_pages.contenu import creation, creer_pages
from cms_pages.contenu.fiches import Fiche
from cms_pages.models import (
    AccueilPage,
    ActualitePage,
    ActualitesPage,
    AidePage,
    EcranAide,
    GuidePage,
    InformationPage,
    PageLegale,
    RubriquePage,
)
from tests.outils.souvenirs import une_fois


def _poignees():
    return SimpleNamespace(
        accueil=AccueilPage.objects.get(),
        guide=GuidePage.objects.get(),
        actualites=ActualitesPage.objects.get(),
        page=lambda slug: Page.objects.get(slug=slug).specific,
    )


@pytest.fixture
def site(pages):
    """SimpleNamespace(accueil, guide, actualites, page(slug)): what a town starts from."""
    return _poignees()


@pytest.fixture
def petit_site(db, groupes, monkeypatch):
    """The same handles on ten pages, one picture, and no screen tied to a page."""
    monkeypatch.setattr(creation, "site_complet", _petit_plan)
    monkeypatch.setattr(
        creation,
        "dessiner",
        lambda: {"accueil": get_image_model().objects.create(title="", file=get_test_image_file())},
    )
    une_fois("petit site", creer_pages)
    return _poignees()


def _petit_plan(ville, aujourdhui):
    actualites = [
        Fiche(
            ActualitePage,
            f"nouvelle-{jour}",
            f"Nouvelle {jour}",
            "",
            options={"date": date(2026, 11, jour)},
        )
        for jour in (3, 9)
    ]
    aides = [
        Fiche(AidePage, slug, slug, "")
        for slug in ("ma-famille", "joindre-une-piece", "me-connecter")
    ]
    tarifs = Fiche(
        InformationPage,
        "tarifs",
        "Les tarifs",
        "Des prix justes.",
        corps=[
            ("titre", {"texte": "Nous joindre", "niveau": "h2"}),
            (
                "contact",
                {
                    "nom": "Pôle Familles",
                    "reprendre": True,
                    **dict.fromkeys(COORDONNEES, ""),
                },
            ),
        ],
    )
    enfants = [
        Fiche(RubriquePage, "informations", "Informations", "", enfants=[tarifs]),
        Fiche(ActualitesPage, "actualites", "Actualités", "", enfants=actualites),
        Fiche(
            GuidePage,
            "aide",
            "Guide",
            "",
            enfants=[Fiche(AidePage, "mon-espace", "Mon espace", "", enfants=aides)],
        ),
        Fiche(
            PageLegale,
            "mentions-legales",
            "Mentions légales",
            "",
            corps=[("a_completer", {"consigne": "qui édite ce portail."})],
        ),
    ]
    return Fiche(
        AccueilPage,
        "accueil",
        "Accueil",
        "",
        enfants=enfants,
        options={"accroche": "Bonjour"},
        image="accueil",
    )


@pytest.fixture
def chapitre(petit_site):
    """chapitre(titre, *cles) -> a published AidePage of the small site, tied to these screens."""

    def _chapitre(nom, *cles):
        page = AidePage(title=nom)
        petit_site.page("mon-espace").add_child(instance=page)
        for rang, cle in enumerate(cles):
            EcranAide.objects.create(page=page, cle=cle, sort_order=rang)
        return page

    return _chapitre
