"""The portal on a phone's home screen, and without a network: the town's own, and nothing of
anybody."""

import io
import json
import re
from unittest.mock import patch

import pytest
from django.core.files.base import ContentFile
from django.urls import resolve, reverse
from PIL import Image
from wagtail.images import get_image_model
from wagtail.models import Site

from cms_pages.installation.icones import TAILLES
from cms_pages.models import IdentiteSite
from famille.dossier.tableau_de_bord.panneaux import tableau_de_bord

pytestmark = pytest.mark.django_db
PUBLIQUES = ["manifeste", "hors_connexion", "service_worker", *(f"icone_{nom}" for nom in TAILLES)]


@pytest.fixture
def identite():
    une = IdentiteSite.for_site(Site.objects.get(is_default_site=True))
    une.ville, une.nom_portail, une.couleur_principale = "Essai", "Kiosque", "#7a1f5c"
    une.telephone = "02 54 08 00 00"
    une.save()
    return une


def image(client, nom):
    reponse = client.get(reverse(f"cms_pages:icone_{nom}"))
    assert reponse.headers["Content-Type"] == "image/png"
    return Image.open(io.BytesIO(reponse.content))


def logo():
    sortie = io.BytesIO()
    Image.new("RGB", (300, 200), "#00ff00").save(sortie, "PNG")
    fichier = ContentFile(sortie.getvalue(), name="logo.png")
    return get_image_model().objects.create(title="Logo", file=fichier)


def test_the_manifest_is_the_town_s_and_opens_on_the_dashboard(client, identite):
    reponse = client.get(reverse("cms_pages:manifeste"))
    assert reponse.headers["Content-Type"] == "application/manifest+json"
    dit = json.loads(reponse.content)
    assert (dit["short_name"], dit["theme_color"]) == ("Kiosque", "#7a1f5c")
    assert "Essai" in dit["name"]
    assert resolve(dit["start_url"]).func is tableau_de_bord
    assert {(une["sizes"], une["purpose"]) for une in dit["icons"]} >= {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for une in [*dit["icons"], *({"src": autre["url"]} for autre in dit["shortcuts"])]:
        assert client.get(une["src"]).status_code in (200, 302), une


def test_each_page_names_the_manifest_and_the_policy_lets_it_be_read(client):
    reponse = client.get(reverse("account_login"))
    assert f'<link rel="manifest" href="{reverse("cms_pages:manifeste")}">' in reponse.text
    politique = reponse.headers["Content-Security-Policy"]
    assert "manifest-src 'self'" in politique
    assert "worker-src 'self'" in politique


@pytest.mark.parametrize("nom", TAILLES)
def test_an_icon_without_a_logo_is_the_pattern_in_the_town_s_colour(nom, client, identite):
    faite, (cote, part) = image(client, nom).convert("RGBA"), TAILLES[nom]
    assert faite.size == (cote, cote)
    assert faite.getpixel((cote // 2, cote // 20)) == (0x7A, 0x1F, 0x5C, 255)
    # a phone cuts the corners of the one that goes to the edges; the others have theirs
    assert faite.getpixel((0, 0))[3] == (255 if part < 1 else 0)


def test_an_icon_shows_the_town_s_logo_whole(client, identite):
    identite.logo = logo()
    identite.save()
    faite = image(client, "masquable").convert("RGB")
    verts = [x for x in range(512) if faite.getpixel((x, 256)) == (0, 255, 0)]
    assert 256 in verts
    # within the 80 % of the side that no phone cuts
    assert min(verts) >= 512 * 0.1
    assert max(verts) <= 512 * 0.9
    assert faite.getpixel((0, 0)) == (255, 255, 255)


def test_a_logo_whose_file_is_lost_leaves_the_pattern(client, identite):
    identite.logo = logo()
    identite.save()
    with patch("wagtail.images.models.AbstractImage.get_rendition", side_effect=OSError):
        assert image(client, "192").size == (192, 192)


def test_an_icon_is_asked_for_again_only_when_the_identity_has_changed(client, identite):
    adresse = reverse("cms_pages:icone_512")
    tag = client.get(adresse).headers["ETag"]
    assert client.get(adresse, headers={"if-none-match": tag}).status_code == 304
    identite.couleur_principale = "#0f5c63"
    identite.save()
    assert client.get(adresse, headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize("nom", PUBLIQUES)
def test_what_a_phone_keeps_is_the_same_whoever_is_signed_in(
    nom, client, identite, connecter, famille_martin
):
    adresse = reverse(f"cms_pages:{nom}")
    de_personne = client.get(adresse)
    connecter(famille_martin.camille)
    de_camille = client.get(adresse)
    assert de_camille.content == de_personne.content
    for reponse in (de_personne, de_camille):
        assert "public" in reponse.headers["Cache-Control"]
        assert not reponse.cookies
        assert "Cookie" not in reponse.headers.get("Vary", "")


def test_without_a_network_the_page_says_what_to_do_and_whom_to_call(client, identite):
    page = client.get(reverse("cms_pages:hors_connexion")).text
    assert "<h1>Pas de réseau</h1>" in page
    assert "02 54 08 00 00" in page
    assert "<script" not in page


def test_the_script_keeps_that_page_and_its_style_only(client, identite):
    script = client.get(reverse("cms_pages:service_worker")).text
    adresses = set(re.findall(r'"(/[^"]+)"', script)) - {"/gestion/"}
    assert adresses == {
        reverse("cms_pages:hors_connexion"),
        "/static/portail/css/famille.css",
        reverse("cms_pages:couleurs"),
    }
    page = client.get(reverse("cms_pages:hors_connexion")).text
    assert set(re.findall(r'<link[^>]*href="([^"]+)"', page)) <= adresses
    # the one place where something enters the cache
    assert re.findall(r"cache\.(\w+)\(|caches\.open\(", script) == ["", "addAll"]


def test_the_script_changes_with_what_it_keeps(client, identite):
    def version():
        script = client.get(reverse("cms_pages:service_worker"))
        assert script.headers["Content-Type"].startswith("text/javascript")
        assert "no-cache" in script.headers["Cache-Control"]
        return re.search(r"hors-connexion-(\w+)", script.text)[1]

    premiere = version()
    assert version() == premiere
    identite.telephone = "02 54 00 00 00"
    identite.save()
    deuxieme = version()
    identite.couleur_principale = "#0f5c63"
    identite.save()
    assert len({premiere, deuxieme, version()}) == 3
