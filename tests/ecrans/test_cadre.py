"""The frame of a page: who looks is named in it, and nobody else."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client

from cms_pages.models import IdentiteSite
from tests.conftest import creer_foyer

pytestmark = pytest.mark.django_db
TABLEAU = "/tableau-de-bord/"


@pytest.fixture
def zoe(db):
    return creer_foyer("2026-00077", "L’Hermitte", "Zoé", "zoe@exemple.fr")[1]


def entrer(compte):
    client = Client()
    client.force_login(compte, backend="famille.comptes.authentification.Authentification")
    return client


def jetons(html):
    return re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', html)


def test_each_family_is_named_in_its_own(famille_martin, zoe):
    camille = entrer(famille_martin.camille).get(TABLEAU).text
    la_sienne = entrer(zoe).get(TABLEAU).text
    for html, a_soi, a_l_autre in ((camille, "Camille", "Zoé"), (la_sienne, "Zoé", "Camille")):
        entete, _, _ = html.partition("<main")
        assert entete.count(a_soi) == 3
        assert a_l_autre not in html
    assert "ZL" in la_sienne
    assert len(jetons(la_sienne)) >= 3


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
    html = render_to_string("composants/haut.html", {"user": AnonymousUser()})
    assert "Se connecter" in html
    assert html == render_to_string("composants/haut.html")
