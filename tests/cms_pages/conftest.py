"""The seeded site, made once a test: the pages that a town starts from."""

from types import SimpleNamespace

import pytest
from wagtail.models import Page

from cms_pages.contenu import creer_pages
from cms_pages.models import AccueilPage, ActualitesPage, AidePage, GuidePage


@pytest.fixture
def site(db, groupes):
    """SimpleNamespace(accueil, guide, actualites, page(slug))"""
    creer_pages()
    return SimpleNamespace(
        accueil=AccueilPage.objects.get(),
        guide=GuidePage.objects.get(),
        actualites=ActualitesPage.objects.get(),
        page=lambda slug: Page.objects.get(slug=slug).specific,
    )


@pytest.fixture
def chapitre(site):
    """chapitre(titre, *cles) -> a published AidePage under the guide's first chapter, tied to these screens."""

    def _chapitre(titre, *cles, parent=None):
        page = AidePage(title=titre)
        (parent or site.page("mon-espace")).add_child(instance=page)
        for rang, cle in enumerate(cles):
            page.ecrans.create(cle=cle, sort_order=rang)
        return page

    return _chapitre
