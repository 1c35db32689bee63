"""Who leaves the portal leaves the directory too; nothing that a stranger sends back is believed
(docs/comprendre/openid.md)."""

from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.core.cache import cache

from tests.conftest import MOT_DE_PASSE
from tests.ville.annuaire import CLIENT

pytestmark = pytest.mark.django_db
RETOUR = "/connexion/annuaire/sortie/"


@pytest.fixture
def sortir(client):
    """sortir() -> (the page, what the directory is asked) once the person has pressed."""

    def _sortir(adresse="/deconnexion/"):
        page = client.post(adresse)
        assert "_auth_user_id" not in client.session
        if page.status_code != 200:
            return page, {}
        suite = urlsplit(page.context["adresse"])
        return page, {nom: un for nom, [un] in parse_qs(suite.query).items()}

    return _sortir


def dits(client):
    page = client.get("/connexion/")
    return [str(message) for message in page.context["messages"]]


@pytest.mark.parametrize("porte", ["/deconnexion/", "/gestion/logout/"])
def test_leaving_goes_on_at_the_directory_and_comes_back(faux, agent, venir, sortir, client, porte):
    venir()
    page, question = sortir(porte)
    assert page.context["adresse"].startswith(f"{faux.fin}?")
    assert f'content="0; url={faux.fin}?' in page.text
    lu = jwt.decode(question["id_token_hint"], options={"verify_signature": False})
    assert (lu["sub"], lu["aud"]) == ("u-1", CLIENT)
    assert question["client_id"] == CLIENT
    assert question["post_logout_redirect_uri"].endswith(RETOUR)
    assert len(question["state"]) >= 32
    assert client.get(RETOUR, {"state": question["state"]}).url == "/connexion/"
    assert dits(client) == ["Votre session de ProVille est fermée aussi."]


@pytest.mark.parametrize("etat", ["", "x" * 43])
def test_a_return_that_nobody_asked_for_says_nothing(faux, agent, venir, sortir, client, etat):
    assert client.get(RETOUR, {"state": etat}).url == "/connexion/"
    venir()
    _page, question = sortir()
    assert client.get(RETOUR, {"state": etat}).url == "/connexion/"
    assert client.get(RETOUR, {"state": question["state"]}).url == "/connexion/"  # spent by then
    assert dits(client) == []


def test_a_return_signs_nobody_out(faux, agent, venir, client):
    venir()
    client.get(RETOUR, {"state": "x" * 43})
    assert client.get("/gestion/").status_code == 200


@pytest.mark.parametrize("fin", ["", "ftp://ailleurs.example/fin", "https://fin.example/?a=b"])
def test_a_directory_says_where_or_the_portal_is_left_alone(faux, agent, venir, sortir, fin):
    faux.fin = fin
    venir()
    page, question = sortir()
    if fin.startswith("https://"):
        assert page.context["adresse"].startswith(f"{fin}&")
    elif not fin:
        assert (page.status_code, question) == (302, {})


def test_a_directory_that_is_down_keeps_nobody_in(faux, agent, venir, sortir):
    venir()
    cache.clear()
    faux.en_panne.add("/.well-known/openid-configuration")
    page, _question = sortir()
    assert (page.status_code, page.url) == (302, "/")


def test_who_came_by_a_password_is_not_sent_there(faux, agent, famille_martin, sortir, client):
    client.login(email=famille_martin.camille.email, password=MOT_DE_PASSE)
    page, _question = sortir()
    assert page.status_code == 302


def test_what_another_left_unfinished_in_this_browser_is_not_used(
    faux, agent, famille_martin, regler, venir, sortir, client
):
    regler(preuves=())
    venir()  # her second step is not given
    client.force_login(famille_martin.camille)
    page, _question = sortir()
    assert page.status_code == 302


def test_the_session_holds_the_directory_s_word_encrypted(faux, agent, venir, client):
    venir()
    _code, _pk, chiffre = client.session["openid_entree"]
    assert "." not in chiffre  # a JWT has two
    assert client.session["openid_entree"][1] == agent.pk
