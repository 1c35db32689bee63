"""Every page a family of the demo town can reach by links, read by the Nu HTML checker (RGAA
8.2)."""

import re

import pytest

from famille.models import Utilisateur
from tests.conftest import planter_les_pages
from tests.demo.promenade import page_de, parcourir
from tests.ecrans import html_valide

DEPARTS = (
    "/",
    "/tableau-de-bord/",
    "/reservations/",
    "/mes-donnees/",
    "/plan-du-site/",
    "/introuvable/",
)
AVANT_LA_CONNEXION = ("/connexion/", "/mot-de-passe-oublie/", "/accessibilite/")
PAS_DES_PAGES = re.compile(
    r"^/(gestion|demo|documents-publics|media|static)/|\.(pdf|ics|zip|csv|css|svg)(\?|$)|/telecharger/"
)


@pytest.fixture
def relire_le_html(tmp_path):
    """The folder where to put pages, and what reads them."""
    return tmp_path


@pytest.mark.long
def test_every_page_of_a_family_is_valid_html(village, proche, relire_le_html, client, connecter):
    planter_les_pages()
    pages = {adresse: client.get(adresse).text for adresse in AVANT_LA_CONNEXION}
    connecter(Utilisateur.objects.get(email="camille.martin@exemple.fr"))
    pages |= parcourir(
        lambda adresse: page_de(client.get(adresse, follow=True)),
        DEPARTS,
        sauf=PAS_DES_PAGES,
        du_meme_genre=2,
    )
    assert len(pages) > 80
    for rang, (adresse, page) in enumerate(pages.items()):
        (relire_le_html / f"{rang:03}{re.sub(r'\W+', '_', adresse)[:80]}.html").write_text(page)
    assert html_valide.fautes(relire_le_html) == []


def test_a_page_that_is_not_valid_is_seen_and_noise_is_not(relire_le_html):
    page = '<!DOCTYPE html><html lang="fr"><head><title>Une</title></head><body>{}</body></html>'
    (relire_le_html / "a.html").write_text(page.format('<p id="x">Un</p><p id="x">Deux</p>'))
    (relire_le_html / "b.html").write_text(page.format('<form hx-post="/"></form>'))
    [faute, *_suite] = html_valide.fautes(relire_le_html)
    assert faute.startswith("a.html:1 Duplicate ID “x”.")
    assert not any(une.startswith("b.html") for une in _suite)
