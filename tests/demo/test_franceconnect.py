"""The demo town's FranceConnect keeps to the contract: what it takes, what it gives, once."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from django.core.cache import cache

from demo.franceconnect import contrat
from famille.comptes.openid.service_franceconnect import CODE
from portail.settings.annuaire import franceconnect_de_demonstration

pytestmark = pytest.mark.django_db
ICI = "/demo/franceconnect"
RETOUR = "http://testserver/connexion/franceconnect/retour/"
SORTIE = "http://testserver/connexion/franceconnect/sortie/"
CAMILLE = "camille.martin@exemple.fr"
PIVOT = {
    *("given_name", "given_name_array", "family_name", "birthdate"),
    *("gender", "birthplace", "birthcountry"),
}


@pytest.fixture
def service(settings):
    cache.clear()
    service = franceconnect_de_demonstration(8000)
    settings.OPENID = {CODE: service}
    return service


@pytest.fixture
def question(service):
    return {
        "response_type": "code",
        "client_id": service.client,
        "redirect_uri": RETOUR,
        "scope": "openid identite_pivot",
        "state": "etat",
        "nonce": "n" * contrat.NONCE_MIN,
        "acr_values": "eidas1",
    }


@pytest.fixture
def choisir(client, question):
    """choisir(personne) → what comes back with the browser, once she has said who she is."""

    def _choisir(personne=CAMILLE, **autres):
        dits = {nom: un for nom, un in (question | autres).items() if un is not None}
        adresse = f"{ICI}/authorize?{urlencode(dits)}"
        retour = client.post(adresse, {"personne": personne}) if personne else client.get(adresse)
        if retour.status_code != 302:
            return retour
        assert retour.url.startswith(f"{RETOUR}?")
        return {nom: un for nom, [un] in parse_qs(urlsplit(retour.url).query).items()}

    return _choisir


@pytest.fixture
def echanger(client, service):
    def _echanger(code, **autres):
        envoye = {
            "grant_type": "authorization_code",
            "client_id": service.client,
            "client_secret": service.secret,
            "redirect_uri": RETOUR,
            "code": code,
        }
        return client.post(f"{ICI}/token", envoye | autres)

    return _echanger


@pytest.fixture
def lire(client, service):
    """lire(jeton) → what it says, its signature verified by the published key."""

    def _lire(jeton):
        [cle] = client.get(f"{ICI}/jwks").json()["keys"]
        publique = jwt.PyJWK.from_dict(cle)
        return jwt.decode(
            jeton, publique, ["ES256"], audience=service.client, issuer=service.emetteur
        )

    return _lire


def test_who_is_chosen_is_said_in_signed_papers(client, choisir, echanger, lire, question):
    assert "Continuer comme Camille Martin" in choisir("").text
    revenu = choisir()
    assert revenu["state"] == "etat"
    jetons = echanger(revenu["code"]).json()
    identite = lire(jetons["id_token"])
    assert (identite["nonce"], identite["acr"]) == (question["nonce"], "eidas1")
    entetes = {"Authorization": f"Bearer {jetons['access_token']}"}
    infos = client.get(f"{ICI}/userinfo", headers=entetes)
    assert infos.headers["Content-Type"] == "application/jwt"
    dits = lire(infos.text)
    assert dits.keys() == {"sub", "iss", "aud", "iat", "exp"} | PIVOT
    assert dits["sub"] == identite["sub"]
    assert (dits["family_name"], dits["birthcountry"]) == ("MARTIN", "99100")
    fin = {"id_token_hint": jetons["id_token"], "post_logout_redirect_uri": SORTIE, "state": "s"}
    assert client.get(f"{ICI}/session/end", fin).url == f"{SORTIE}?state=s"
    ailleurs = fin | {"post_logout_redirect_uri": "https://ailleurs.exemple.fr/"}
    assert client.get(f"{ICI}/session/end", ailleurs).status_code == 400


def test_a_code_serves_once_and_to_the_client_alone(choisir, echanger, time_machine):
    code = choisir()["code"]
    assert echanger(code, client_secret="autre").status_code == 401
    assert echanger(code).status_code == 200
    assert echanger(code).json() == {"error": "invalid_grant"}
    time_machine.move_to(datetime.now(UTC), tick=False)
    tard = choisir()["code"]
    time_machine.shift(contrat.CODE_VIT + 1)
    assert echanger(tard).status_code == 400


@pytest.mark.parametrize(
    ("autres", "erreur"),
    [
        ({"nonce": "court"}, "invalid_request"),
        ({"acr_values": None}, "invalid_request"),
        ({"scope": "openid address"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
)
def test_what_the_contract_refuses_comes_back_with_its_error(choisir, autres, erreur):
    assert choisir("", **autres)["error"] == erreur


def test_who_refuses_comes_back_and_a_stranger_goes_nowhere(choisir):
    assert choisir("refus") == {"error": "access_denied", "state": "etat"}
    assert choisir(redirect_uri="https://ailleurs.exemple.fr/").status_code == 400
    assert choisir(client_id="autre").status_code == 400


def test_the_pretend_caf_knows_whose_token_it_is(client, choisir, echanger):
    def demander(portees):
        jeton = echanger(choisir(scope=portees)["code"]).json()["access_token"]
        return client.get(
            "/demo/caf/v3/dss/quotient_familial/france_connect",
            {"recipient": "20000000000017"},
            headers={"Authorization": f"Bearer {jeton}"},
        )

    dit = demander("openid cnaf_quotient_familial").json()["data"]["quotient_familial"]
    assert dit["valeur"] == 742
    assert demander("openid identite_pivot").status_code == 403


def test_where_the_settings_name_another_it_is_not_there(client, settings):
    settings.OPENID = {}
    assert client.get(f"{ICI}/jwks").status_code == 404
