"""What search engines are told: the public pages, and nothing that asks to sign in."""

import re

import pytest
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from cms_pages.models import GuidePage

pytestmark = pytest.mark.django_db


def adresses(reponse):
    return re.findall(r"<loc>([^<]+)</loc>", reponse.text)


def test_the_sitemap_names_each_public_page_and_no_closed_one(client, pages):
    publiques = Page.objects.live().public().filter(depth__gt=1).count()
    lues = adresses(client.get(reverse("sitemap")))
    assert len(lues) == len(set(lues)) == publiques
    guide = GuidePage.objects.get()
    assert guide.full_url in lues
    PageViewRestriction.objects.create(page=guide, restriction_type=PageViewRestriction.LOGIN)
    restent = adresses(client.get(reverse("sitemap")))
    assert restent
    assert not [adresse for adresse in restent if adresse.startswith(guide.full_url)]


def test_robots_are_led_to_the_sitemap_and_away_from_the_admin(client, pages, settings):
    settings.ADRESSE = "https://familles.exemple.fr"
    reponse = client.get("/robots.txt")
    assert reponse["Content-Type"] == "text/plain; charset=utf-8"
    assert "public" in reponse["Cache-Control"]
    assert reponse.text.splitlines() == [
        "User-agent: *",
        "Disallow: /gestion/",
        "Disallow: /agenda/",
        "Disallow: /paiement/",
        "Disallow: /recherche/",
        "Sitemap: https://familles.exemple.fr/sitemap.xml",
    ]


@pytest.mark.parametrize("adresse", ["/", "/connexion/"])
def test_a_page_that_engines_list_has_one_description(adresse, client, pages):
    descriptions = re.findall(
        r'<meta name="description"\s+content="([^"]+)"', client.get(adresse).text
    )
    assert len(descriptions) == 1
