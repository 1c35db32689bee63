"""A paper that does not hold opens nothing: a sentence, no fault of ours, no word of anybody in the
journals (docs/comprendre/openid.md)."""

import time
from functools import partial

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth.models import Group
from django.test import Client

from famille.comptes.openid import adaptateur, decouverte
from famille.comptes.openid.parcours import PHRASES
from famille.comptes.openid.reseau import SessionBornee

pytestmark = pytest.mark.django_db
NOM = "ProVille"


def dit(raison):
    return PHRASES[raison].format(nom=NOM)


AUTRE_CLE = ec.generate_private_key(ec.SECP256R1())


def _autre_signature(faux):
    faux.cle_du_jeton = ("k1", AUTRE_CLE)


def _cle_inconnue(faux):
    faux.cle_du_jeton = ("k2", AUTRE_CLE)


def _secret_partage(faux):
    faux.algorithme, faux.cle_du_jeton = "HS256", ("k1", "portail" * 8)
    faux.signe = False


def _sans_signature(faux):
    faux.algorithme, faux.cle_du_jeton, faux.signe = "none", ("k1", None), False


def _infos_mal_signees(faux):
    faux.cle_des_infos = ("k1", AUTRE_CLE)


def _dire(**dits):
    return lambda faux: faux.jeton.update(dits)


def _dire_des_infos(**dits):
    return lambda faux: faux.infos.update(dits)


FAUTES = {
    "another nonce": _dire(nonce="n" * 43),
    "no nonce": _dire(nonce=None),
    "another issuer": _dire(iss="https://ailleurs.example"),
    "for another portal": _dire(aud="un-autre"),
    "for several, and not for us first": _dire(aud=["portail", "un-autre"], azp="un-autre"),
    "expired": _dire(exp=int(time.time()) - 3600),
    "without an end": _dire(exp=None),
    "without a person": _dire(sub=None),
    "another signature": _autre_signature,
    "a key that nobody publishes": _cle_inconnue,
    "signed by a shared secret": _secret_partage,
    "signed by nobody": _sans_signature,
    "the userinfo signed by another key": _infos_mal_signees,
    "the userinfo of another person": _dire_des_infos(sub="u-2"),
    "the userinfo for another portal": _dire_des_infos(aud="un-autre"),
}


@pytest.mark.parametrize("faute", FAUTES.values(), ids=FAUTES)
def test_a_paper_that_does_not_hold_opens_nothing(faux, agent, venir, refuse, faute):
    faute(faux)
    assert refuse(venir()) == dit("invalide")


def test_an_answer_serves_once(faux, agent, aller, client, refuse):
    retour = aller()
    assert client.get(retour).url == "/mon-espace/"
    client.post("/deconnexion/")
    assert refuse(client.get(retour)) == dit("perimee")


def test_an_answer_serves_in_the_browser_that_asked(faux, agent, aller, refuse):
    retour, ailleurs = aller(), Client()
    assert refuse(ailleurs.get(retour), ailleurs) == dit("perimee")


def test_the_answer_to_another_question_of_the_same_browser_is_refused(faux, agent, aller, client):
    """The code of one sign-in, with the state of another: the nonce tells them apart."""
    premier, second = aller(), aller()
    code = premier.split("code=")[1].split("&")[0]
    autre = second.split("code=")[1].split("&")[0]
    assert client.get(second.replace(autre, code)).url == "/connexion/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("erreur", "raison"),
    [("access_denied", "abandon"), ("login_required", "erreur"), ("<script>", "erreur")],
)
def test_an_error_on_the_way_back_is_a_sentence(faux, agent, venir, refuse, erreur, raison):
    assert refuse(venir(error=erreur, error_description="agent@exemple.fr")) == dit(raison)


@pytest.mark.parametrize("suite", ["", "?state=x", "?code=x", "?state=x&code=y&error=z"])
def test_whatever_is_typed_in_the_address_is_a_sentence(faux, agent, client, refuse, suite):
    assert refuse(client.get(f"/connexion/annuaire/retour/{suite}")) == dit("perimee")


def test_a_directory_that_is_down_leaves_the_password(faux, agent, client, refuse, entrer):
    faux.en_panne.add("/.well-known/openid-configuration")
    assert refuse(client.get("/connexion/annuaire/")) == dit("injoignable")
    assert entrer(agent).status_code == 302
    assert client.session["_auth_user_id"] == str(agent.pk)


@pytest.mark.parametrize("ou", ["/token", "/userinfo"])
def test_a_directory_that_fails_on_the_way_is_a_sentence(faux, agent, venir, refuse, ou):
    faux.en_panne.add(ou)
    assert refuse(venir()) == dit("invalide")


@pytest.mark.parametrize("comment", ["silence", "goutte"])
@pytest.mark.parametrize("ou", ["/.well-known/openid-configuration", "/token"])
def test_a_directory_that_is_slow_keeps_nobody_waiting(
    faux, agent, client, venir, refuse, monkeypatch, comment, ou
):
    vite = partial(SessionBornee, (0.2, 0.2), 0.4)
    for module in (adaptateur, decouverte):
        monkeypatch.setattr(module, "SessionBornee", vite)
    faux.lents[ou] = comment
    reponse = venir() if ou == "/token" else client.get("/connexion/annuaire/")
    assert refuse(reponse) == dit("injoignable")
    assert not faux.attendu  # the answer is left before its end


def test_a_directory_that_names_itself_otherwise_is_not_believed(faux, agent, client, refuse):
    vraie = faux.configuration
    faux.configuration = lambda: vraie() | {"issuer": "https://ailleurs.example"}
    assert refuse(client.get("/connexion/annuaire/")) == dit("injoignable")


def test_new_keys_are_read_once_more_and_no_more_than_needed(faux, agent, venir, client):
    venir()
    client.post("/deconnexion/")
    faux.publiees["k2"] = AUTRE_CLE
    faux.cle_du_jeton = faux.cle_des_infos = ("k2", AUTRE_CLE)
    assert venir().url == "/mon-espace/"
    assert faux.demandes.count("/jwks") == 2
    assert faux.demandes.count("/.well-known/openid-configuration") == 1


def test_the_address_bar_chooses_nothing_of_what_is_asked(faux, agent, client):
    """allauth lets it add scopes, parameters, and link an account."""
    demande = client.get(
        "/connexion/annuaire/?scope=admin&auth_params=prompt%3Dnone&process=connect"
    ).url
    assert "admin" not in demande
    assert "prompt" not in demande
    retour = faux.autoriser(demande)
    assert client.get(retour).url == "/mon-espace/"


def test_the_journals_tell_nobody(faux, agent, venir, refuse, caplog):
    caplog.set_level("INFO", logger="portail.securite")
    faux.personne |= {"email": "inconnue@exemple.fr", "given_name": "Zoé", "sub": "u-999"}
    refuse(venir())
    faux.jeton["iss"] = "https://ailleurs.example"
    refuse(venir())
    dits = [une.getMessage() for une in caplog.records if une.name == "portail.securite"]
    assert "annuaire refuse raison=inconnu" in dits
    assert any(une.startswith("openid refuse service=annuaire raison=invalide") for une in dits)
    assert not [mot for mot in ("exemple.fr", "Zoé", "u-999") if mot in caplog.text]


def test_without_a_directory_there_is_neither_a_door_nor_a_button(client, groupes):
    assert client.get("/connexion/annuaire/").status_code == 404
    assert client.get("/connexion/annuaire/retour/").status_code == 404
    assert "Se connecter avec" not in client.get("/connexion/").text
    assert Group.objects.exists()


def test_the_flood_of_a_stranger_is_bounded(faux, client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"openid": "2/m/ip"}
    statuts = [client.get("/connexion/annuaire/").status_code for _ in range(3)]
    assert statuts == [302, 302, 429]
