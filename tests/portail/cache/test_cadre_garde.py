"""The frame of a page, drawn once for all who see the same: nothing of one person in what is
kept, and no page whose frame is another's."""

import re
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context
from django.test import Client
from django.utils.translation import override

from cms_pages.models import IdentiteSite
from portail.cache import cadre_garde
from tests.conftest import creer_foyer

pytestmark = pytest.mark.django_db
TABLEAU = "/tableau-de-bord/"


@pytest.fixture(autouse=True)
def dessins(monkeypatch):
    """Pieces of frame drawn since the beginning, none of which was kept."""
    fois, dessiner = [], cadre_garde._dessiner
    monkeypatch.setattr(cadre_garde, "_gardes", {})
    monkeypatch.setattr(
        cadre_garde, "_dessiner", lambda gabarit, vu: fois.append(gabarit) or dessiner(gabarit, vu)
    )
    return fois


@pytest.fixture
def zoe(db):
    return creer_foyer("2026-00077", "L’Hermitte", "Zoé", "zoe@exemple.fr")[1]


def entrer(compte):
    client = Client()
    client.force_login(compte, backend="famille.comptes.authentification.Authentification")
    return client


def jetons(html):
    return re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', html)


def test_two_families_share_a_frame_and_each_is_named_in_its_own(famille_martin, zoe, dessins):
    camille = entrer(famille_martin.camille).get(TABLEAU).text
    la_sienne = entrer(zoe).get(TABLEAU).text
    assert sorted(dessins) == ["composants/bas.html", "composants/haut.html"]
    for html, a_soi, a_l_autre in ((camille, "Camille", "Zoé"), (la_sienne, "Zoé", "Camille")):
        entete, _, _ = html.partition("<main")
        assert entete.count(a_soi) == 3
        assert a_l_autre not in html
    assert "ZL" in la_sienne
    assert "L’Hermitte" in la_sienne
    assert not {*jetons(camille)} & {*jetons(la_sienne)}
    assert len(jetons(la_sienne)) >= 3
    assert len({*jetons(la_sienne)}) == 1
    assert "\ue000" not in camille + la_sienne


def test_what_is_kept_holds_nobody_s_name_nor_key(famille_martin, zoe):
    pages = [entrer(compte).get(TABLEAU).text for compte in (famille_martin.camille, zoe)]
    garde = repr(cadre_garde._gardes)
    assert "Êtes-vous toujours là" in garde
    secrets = {"Camille", "Zoé", "Hermitte", *(jeton for page in pages for jeton in jetons(page))}
    assert [un for un in secrets if un in garde] == []


def test_a_name_is_escaped_in_its_blank(famille_martin):
    compte = famille_martin.camille
    compte.first_name, compte.last_name = "<b>Camille", "O'Brien & fils"
    compte.save()
    entete, _, _ = entrer(compte).get(TABLEAU).text.partition("<main")
    assert "<b>" not in entete
    assert entete.count("&lt;b&gt;Camille O&#x27;Brien &amp; fils") == 3


def test_who_is_not_signed_in_never_has_the_frame_of_who_is(famille_martin, pages):
    client = entrer(famille_martin.camille)
    connectee, inconnue = client.get("/").text, Client().get("/").text
    assert "Se déconnecter" in connectee
    assert "Se déconnecter" not in inconnue
    assert "Se connecter" in inconnue
    assert not jetons(inconnue)


def test_a_change_of_the_town_is_on_the_next_page(famille_martin, pages):
    client = entrer(famille_martin.camille)
    assert "Le guichet ferme" not in client.get(TABLEAU).text
    identite = IdentiteSite.objects.get()
    identite.bandeau, identite.bandeau_actif = "Le guichet ferme à 16 h.", True
    identite.save()
    assert "Le guichet ferme" in client.get(TABLEAU).text


def test_the_current_entry_is_that_of_the_page(famille_martin):
    client = entrer(famille_martin.camille)
    for adresse in (TABLEAU, "/demarches/", TABLEAU):
        html = client.get(adresse).text
        assert {*re.findall(r'<a href="([^"]+)"\s+aria-current="page"', html)} == {adresse}


def test_a_page_outside_of_any_request_has_a_visitor_s_frame():
    html = cadre_garde.rendre(Context({"user": AnonymousUser()}), "composants/haut.html")
    assert "Se connecter" in html
    assert html == cadre_garde.rendre(Context(), "composants/haut.html")


def test_what_is_kept_is_bounded(monkeypatch):
    monkeypatch.setattr(cadre_garde, "GARDES", 3)
    for rang in range(10):
        contexte = Context({"user": SimpleNamespace(is_authenticated=False), "ecran": f"e{rang}"})
        cadre_garde.rendre(contexte, "composants/haut.html")
    assert len(cadre_garde._gardes) <= 3


def test_another_language_has_its_own_frame(dessins):
    contexte = Context({"user": AnonymousUser()})
    for langue in ("fr", "en", "fr"):
        with override(langue):
            cadre_garde.rendre(contexte, "composants/haut.html")
    assert len(dessins) == 2
