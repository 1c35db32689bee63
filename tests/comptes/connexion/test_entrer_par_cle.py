"""Signing in with a passkey alone (W3C WebAuthn, section 7.2): what a thief, another site or
another account would bend. The whole way, in a browser:
tests/navigateur/famille/test_connexion.py."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from famille.comptes.second_facteur.etape import doit_une_seconde_etape
from tests.comptes.connexion.cle_logicielle import CleLogicielle
from tests.conftest import MOT_DE_PASSE

pytestmark = pytest.mark.django_db

AJOUTER = "/mes-donnees/deux-etapes/cles/ajouter/"
ENTRER = "/connexion/cle/"
REFUS = "n’a pas été reconnue"


@pytest.fixture(autouse=True)
def _une_origine_sure(settings):
    settings.ADRESSE = "http://localhost"


@pytest.fixture
def ajouter(connecter):
    """ajouter(account, **champs) -> CleLogicielle, made on the account's own page."""

    def _ajouter(compte, identifiant=b"cle-de-camille-0", **champs):
        navigateur = connecter(compte, Client())
        cle = CleLogicielle(identifiant)
        options = navigateur.get(AJOUTER).context["js_data"]["creation_options"]
        reponse = {"name": "téléphone", "credential": cle.creer(options), "passwordless": "on"}
        cle.suite = navigateur.post(AJOUTER, reponse | champs).url
        return cle

    return _ajouter


@pytest.fixture
def cle(ajouter, famille_martin):
    return ajouter(famille_martin.camille)


def options(navigateur):
    return navigateur.get(ENTRER, headers={"accept": "application/json"}).json()["request_options"]


def entrer(navigateur, cle, **bricole):
    suite = bricole.pop("next", "")
    rester = bricole.pop("rester", "")
    reponse = cle.signer(options(navigateur), **bricole)
    return navigateur.post(ENTRER, {"credential": reponse, "next": suite, "rester": rester})


def par_mot_de_passe(navigateur, compte):
    return navigateur.post("/connexion/", {"login": compte.email, "password": MOT_DE_PASSE})


def est_entre(navigateur):
    return navigateur.get("/mes-donnees/").status_code == 200


def refuse(navigateur, reponse):
    page = navigateur.get(reponse.url).content.decode()
    return reponse.url.startswith("/connexion/") and REFUS in page and not est_entre(navigateur)


def test_a_parent_comes_in_with_her_key_alone(client, cle):
    assert entrer(client, cle).url == "/mon-espace/"
    assert client.get("/mon-espace/").url == "/tableau-de-bord/"


def test_one_goes_back_to_where_one_was_never_to_another_site(client, cle):
    assert entrer(client, cle, next="/mes-factures/").url == "/mes-factures/"
    client.post("/deconnexion/")
    assert entrer(client, cle, next="https://ailleurs.example/").url == "/mon-espace/"


def test_after_a_refusal_one_still_goes_back_to_where_one_was(client, cle):
    reponse = entrer(client, cle, next="/mes-factures/", verifie=False)
    assert reponse.url == "/connexion/?next=%2Fmes-factures%2F"


def test_a_device_that_asked_for_nobody_s_finger_is_refused(client, cle):
    assert refuse(client, entrer(client, cle, verifie=False))


def test_what_was_signed_for_another_site_is_refused(client, cle):
    assert refuse(client, entrer(client, cle, origine="https://ville-pas-vraie.example"))


def test_the_key_of_one_does_not_open_the_account_of_another(client, ajouter, cle, voisin):
    """Camille's key says that it is Nadia's."""
    sienne = ajouter(voisin.nadia, b"cle-de-nadia-000")
    assert refuse(client, entrer(client, cle, proprietaire=sienne.proprietaire))


def test_an_account_that_does_not_exist_gets_the_same_answer(client, cle):
    connue = entrer(client, cle, verifie=False)
    inconnue = entrer(client, cle, proprietaire="OTk5OTk5")
    assert (connue.status_code, connue.url) == (inconnue.status_code, inconnue.url)
    assert refuse(client, inconnue)


def test_what_was_signed_once_is_worth_nothing_again(client, cle):
    reponse = cle.signer(options(client))
    client.post(ENTRER, {"credential": reponse})
    client.post("/deconnexion/")
    assert refuse(client, client.post(ENTRER, {"credential": reponse}))
    options(client)  # nor under what is asked next
    assert refuse(client, client.post(ENTRER, {"credential": reponse}))


def test_what_was_asked_of_one_browser_opens_nothing_in_another(client, cle):
    signee = cle.signer(options(client))
    voleur = Client()
    options(voleur)
    assert refuse(voleur, voleur.post(ENTRER, {"credential": signee}))


@pytest.mark.parametrize("insense", ["", "rien", "[]", "3", "{}", '{"response": null}', "9" * 5000])
def test_nonsense_is_refused_in_the_same_sentence(client, insense):
    options(client)
    assert refuse(client, client.post(ENTRER, {"credential": insense}))


def test_a_key_taken_away_opens_nothing(client, cle):
    Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).delete()
    assert refuse(client, entrer(client, cle))


def test_a_closed_account_stays_closed(client, cle, famille_martin):
    famille_martin.camille.is_active = False
    famille_martin.camille.save()
    assert entrer(client, cle).url == "/connexion/compte-ferme/"
    assert not est_entre(client)


def test_the_key_of_the_session_changes_at_the_sign_in(client, cle):
    options(client)
    avant = client.session.session_key
    entrer(client, cle)
    assert est_entre(client)
    assert client.session.session_key != avant


def test_it_is_both_factors_of_an_agent_and_keeps_him_no_longer(client, ajouter, agent):
    sienne = ajouter(agent)
    entrer(client, sienne, rester="on")
    assert client.get("/gestion/").status_code == 200
    assert client.session.get_expiry_age() == 30 * 60


def test_a_parent_may_stay_signed_in_so_too(client, cle):
    entrer(client, cle, rester="on")
    assert client.session.get_expiry_age() > 29 * 24 * 3600


def test_a_parent_s_key_is_no_second_lock_on_her_password(client, cle, famille_martin):
    """At her mother's computer, which does not know her key, her password lets her in."""
    assert par_mot_de_passe(client, famille_martin.camille).url == "/mon-espace/"
    assert not doit_une_seconde_etape(famille_martin.camille)


def test_the_recovery_codes_are_shown_to_who_may_need_one(ajouter, cle, voisin, agent):
    codes, page = "/mes-donnees/deux-etapes/codes/", "/mes-donnees/deux-etapes/"
    assert cle.suite == page
    assert ajouter(voisin.nadia, b"cle-de-nadia-000", passwordless="").suite == codes
    assert ajouter(agent, b"cle-de-sophie-00").suite == codes


def test_a_key_asked_for_as_a_second_step_stays_one(client, ajouter, famille_martin):
    ajouter(famille_martin.camille, passwordless="")
    assert par_mot_de_passe(client, famille_martin.camille).url == "/connexion/code/"


def test_a_key_kept_for_the_second_step_opens_nothing_alone(client, ajouter, famille_martin):
    assert refuse(client, entrer(client, ajouter(famille_martin.camille, passwordless="")))


def test_an_agent_s_key_never_spares_the_second_step_after_a_password(client, ajouter, agent):
    ajouter(agent)
    assert par_mot_de_passe(client, agent).url == "/connexion/code/"


def test_a_key_beside_a_code_leaves_the_code_asked(client, ajouter, enroler, famille_martin):
    enroler(famille_martin.camille)
    ajouter(famille_martin.camille)
    assert par_mot_de_passe(client, famille_martin.camille).url == "/connexion/code/"


def test_what_a_stranger_may_ask_is_bounded(client, cle):
    codes = [
        client.get(ENTRER, headers={"accept": "application/json"}).status_code for _ in range(61)
    ]
    assert (codes[0], codes[-1]) == (200, 429)


def test_a_key_is_offered_at_the_first_sign_in_and_never_again(client, famille_martin):
    famille_martin.camille.last_login = None
    famille_martin.camille.save()
    par_mot_de_passe(client, famille_martin.camille)
    assert AJOUTER in client.get("/tableau-de-bord/").content.decode()
    assert AJOUTER not in client.get("/tableau-de-bord/").content.decode()
    client.post("/deconnexion/")
    par_mot_de_passe(client, famille_martin.camille)
    assert AJOUTER not in client.get("/tableau-de-bord/").content.decode()


def test_a_key_is_not_offered_to_who_has_one(client, cle, famille_martin):
    famille_martin.camille.last_login = None
    famille_martin.camille.save()
    par_mot_de_passe(client, famille_martin.camille)
    assert AJOUTER not in client.get("/tableau-de-bord/").content.decode()
