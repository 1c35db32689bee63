"""What a browser is told: strict in the portal, looser in the admin, nothing kept of a page seen
signed in."""

import re

import pytest

from tests.acces.adresses import toutes

pytestmark = pytest.mark.django_db


def test_the_portal_allows_no_inline_script_or_style(client):
    politique = client.get("/connexion/")["Content-Security-Policy"]
    assert "unsafe" not in politique
    assert "default-src 'none'" in politique
    assert "frame-ancestors 'none'" in politique
    assert "object-src 'none'" in politique
    assert "base-uri 'none'" in politique


def test_the_admin_may_frame_its_previews_and_nothing_else(client, connecter, redactrice):
    connecter(redactrice)
    reponse = client.get("/gestion/")
    assert "frame-ancestors 'self'" in reponse["Content-Security-Policy"]
    assert "unsafe-eval" not in reponse["Content-Security-Policy"]
    assert "object-src 'none'" in reponse["Content-Security-Policy"]
    assert "base-uri 'none'" in reponse["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("entete", "valeur"),
    [
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
    ],
)
def test_every_page_carries_the_security_headers(client, entete, valeur):
    assert client.get("/connexion/")[entete] == valeur


def test_no_page_asks_for_camera_or_place(client):
    politique = client.get("/connexion/")["Permissions-Policy"]
    assert "camera=()" in politique
    assert "geolocation=()" in politique


def test_a_page_seen_signed_in_is_kept_by_no_cache(client, connecter, famille_martin):
    connecter(famille_martin.camille)
    assert client.get("/mes-donnees/")["Cache-Control"] == "private, no-store"


def test_a_public_page_may_be_kept(client):
    assert "no-store" not in client.get("/mot-de-passe-oublie/").headers.get("Cache-Control", "")


def test_an_address_that_does_not_exist_is_answered_the_same_signed_in_or_not(
    client, connecter, famille_martin
):
    assert client.get("/nulle-part/").status_code == 404
    connecter(famille_martin.camille)
    assert client.get("/nulle-part/").status_code == 404


# The page that a browser keeps for when there is no network: nobody's, whoever asks for it.
LA_MEME_POUR_TOUS = {"/hors-connexion/"}


@pytest.mark.parametrize("qui", ["parent", "agent"])
def test_each_page_seen_signed_in_is_kept_by_no_cache_and_offers_to_sign_out(
    qui, client, connecter, request
):
    """Every page without a parameter: those of a family, those of the desk."""
    compte = (
        request.getfixturevalue("famille_martin").camille
        if qui == "parent"
        else request.getfixturevalue("agent")
    )
    connecter(compte)
    sortie = re.compile(
        r"<form[^>]+action=\"/deconnexion/\"" + ("" if qui == "parent" else "|/gestion/logout/")
    )
    vues = [
        une.exemple
        for une in toutes()
        if "<" not in une.motif and "(" not in une.motif and "test404" not in une.motif
    ]
    fautes, pages = [], 0
    for adresse in vues:
        if (
            adresse.startswith("/gestion/") is (qui == "parent")
            or "logout" in adresse
            or "deconnexion" in adresse
            or adresse in LA_MEME_POUR_TOUS
        ):
            continue
        reponse = client.get(adresse)
        if (
            reponse.status_code != 200
            or not reponse["Content-Type"].startswith("text/html")
            or reponse.streaming
        ):
            continue
        if "no-store" not in reponse.get("Cache-Control", ""):
            fautes.append(f"{adresse} : {reponse.get('Cache-Control')}")
        if "<body" in reponse.text:
            pages += 1
            fautes += [f"{adresse} : no way out"] if not sortie.search(reponse.text) else []
    assert fautes == []
    assert pages > 15


def test_cookies_are_closed_to_scripts(client, entrer, famille_martin):
    entrer(famille_martin.camille)
    assert set(client.cookies) == {"sessionid", "csrftoken"}
    for biscuit in client.cookies.values():
        assert biscuit["httponly"]
        assert biscuit["samesite"] == "Lax"
