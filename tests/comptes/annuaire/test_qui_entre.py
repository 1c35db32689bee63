"""Who of the directory enters, in which groups, and who no longer does
(docs/comprendre/openid.md)."""

from urllib.parse import quote

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group
from django.test import Client

from famille.comptes.annuaire.entree import (
    AUTRE_IDENTITE,
    AUTRE_ORGANISATION,
    BLOQUE,
    INCONNU,
    SANS_ADRESSE,
    SANS_GROUPE,
)
from famille.models import Courriel, Utilisateur

pytestmark = pytest.mark.django_db


def dit(phrase):
    return phrase.format(nom="ProVille")


def groupes_de(compte):
    return set(compte.groups.values_list("name", flat=True))


def test_an_agent_enters_by_the_directory_and_is_told_once(faux, agent, venir, client):
    assert venir().url == "/mon-espace/"
    assert client.get("/mon-espace/").url == "/gestion/"
    assert client.get("/gestion/").status_code == 200
    [lien] = SocialAccount.objects.all()
    assert (lien.user, lien.uid, lien.extra_data) == (agent, "u-1", {})
    client.post("/deconnexion/")
    assert venir().url == "/mon-espace/"
    sujets = Courriel.objects.values_list("sujet", flat=True)
    assert list(sujets) == ["Votre compte est lié à l’annuaire de la collectivité"]


@pytest.mark.parametrize("signe", [True, False])
def test_the_userinfo_is_signed_or_comes_straight(faux, agent, venir, signe):
    faux.signe = signe
    assert venir().url == "/mon-espace/"


def test_where_one_wanted_to_go_is_where_one_lands(faux, agent, aller, client):
    assert client.get(aller(suite="?next=/gestion/messages/")).url == "/gestion/messages/"
    client.post("/deconnexion/")
    assert client.get(aller(suite="?next=https://ailleurs.example/")).url == "/mon-espace/"


def test_the_one_who_was_paired_stays_the_same_whatever_her_address(faux, agent, venir, client):
    venir()
    client.post("/deconnexion/")
    faux.personne["email"] = "collegue@exemple.fr"
    venir()
    assert client.session["_auth_user_id"] == str(agent.pk)


def test_whom_no_administrator_has_prepared_is_refused(faux, groupes, venir, refuse):
    assert refuse(venir()) == dit(INCONNU)
    assert not Utilisateur.objects.filter(email="agent@exemple.fr").exists()


def test_a_family_never_enters_by_it(faux, famille_martin, venir, refuse):
    faux.personne["email"] = "camille.martin@exemple.fr"
    assert refuse(venir()) == dit(INCONNU)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    "dits",
    [
        *({"email": None}, {"email": ""}, {"email": ["x"]}),
        *({"email_verified": dit} for dit in (False, None, "true", 1)),
    ],
)
def test_an_address_that_the_directory_does_not_vouch_for_pairs_nobody(
    faux, agent, venir, refuse, dits
):
    faux.personne |= dits
    assert refuse(venir()) == dit(SANS_ADRESSE)


def test_an_address_of_which_the_directory_says_nothing_needs_the_town_s_word(
    faux, agent, regler, venir, refuse
):
    """Whoever writes his own address in such a directory would take a colleague's account."""
    del faux.personne["email_verified"]
    assert refuse(venir()) == dit(SANS_ADRESSE)
    regler(adresses_sures=True)
    faux.personne["email_verified"] = False
    assert refuse(venir()) == dit(SANS_ADRESSE)
    del faux.personne["email_verified"]
    assert venir().url == "/mon-espace/"


def test_a_second_identity_with_the_same_address_is_refused(faux, agent, venir, client, refuse):
    venir()
    client.post("/deconnexion/")
    faux.personne["sub"] = "u-2"
    assert refuse(venir()) == dit(AUTRE_IDENTITE)


def test_the_agent_of_another_organisation_is_refused(faux, agent, regler, venir, refuse):
    regler(sirets=("21360044500013",))
    faux.personne["siret"] = "21750001600019"
    assert refuse(venir()) == dit(AUTRE_ORGANISATION)
    faux.personne["siret"] = "21360044500013"
    assert venir().url == "/mon-espace/"


def test_an_account_that_is_closed_stays_closed(faux, agent, venir, client, refuse):
    Utilisateur.objects.filter(pk=agent.pk).update(is_active=False)
    assert refuse(venir()) == dit(BLOQUE)
    Utilisateur.objects.filter(pk=agent.pk).update(is_active=True)
    venir()
    client.post("/deconnexion/")
    Utilisateur.objects.filter(pk=agent.pk).update(is_active=False)
    assert refuse(venir()) == dit(BLOQUE)


def test_a_second_factor_that_the_directory_does_not_prove_is_asked_here(
    faux, agent, venir, client, enroler, prouver
):
    faux.preuve = {"amr": ["pwd"]}
    enroler(agent)
    assert venir().url == "/connexion/code/"
    assert client.get("/gestion/").url.startswith("/connexion/")
    assert prouver(agent).url == "/mon-espace/"
    assert client.get("/gestion/").status_code == 200


def test_without_a_factor_here_nor_there_one_enrols_first(faux, agent, venir, client):
    faux.preuve = {}
    venir()
    assert client.get("/gestion/").url == "/mes-donnees/deux-etapes/activer/"


def test_the_unsigned_word_of_the_userinfo_proves_no_second_factor(faux, agent, venir, client):
    faux.preuve, faux.signe, faux.infos = {}, False, {"amr": ["mfa"]}
    venir()
    assert client.get("/gestion/").url == "/mes-donnees/deux-etapes/activer/"


def test_a_town_may_believe_no_second_factor_of_its_directory(faux, agent, regler, venir, client):
    regler(preuves=())
    venir()
    assert client.get("/gestion/").url == "/mes-donnees/deux-etapes/activer/"


def test_a_level_may_be_the_proof(faux, agent, regler, venir, client):
    regler(preuves=(("acr", "eidas1-mfa"),), acr=("eidas1-mfa",))
    faux.preuve = {"acr": "eidas1-mfa"}
    venir()
    assert client.get("/gestion/").status_code == 200


GROUPES = (("agents", "Service des familles"), ("sante", "Santé des enfants"), ("regie", "Régie"))


def test_groups_follow_the_directory_and_the_others_stay(faux, agent, regler, venir):
    agent.groups.add(Group.objects.get(name="Communication"), Group.objects.get(name="Régie"))
    regler(groupes=GROUPES)
    faux.personne["groups"] = ["agents", "sante", "autre"]
    venir()
    assert groupes_de(agent) == {"Service des familles", "Santé des enfants", "Communication"}
    assert Courriel.objects.filter(sujet="Vos droits dans le portail ont changé").count() == 1


@pytest.mark.parametrize("dits", [{}, {"groups": []}, {"groups": "x"}, {"groups": {"agents": 1}}])
def test_who_has_no_group_left_is_out_and_so_are_her_sessions(
    faux, agent, regler, venir, client, refuse, dits
):
    regler(groupes=GROUPES)
    faux.personne["groups"] = ["agents"]
    venir()
    assert client.get("/gestion/").status_code == 200
    del faux.personne["groups"]
    faux.personne |= dits
    ailleurs = Client()
    assert refuse(venir(ailleurs), ailleurs) == dit(SANS_GROUPE)
    assert groupes_de(agent) == set()
    assert client.get("/gestion/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_group_that_was_lost_ends_the_sessions_that_had_it(faux, agent, regler, venir, client):
    regler(groupes=GROUPES)
    faux.personne["groups"] = ["agents", "regie"]
    venir()
    faux.personne["groups"] = ["agents"]
    assert venir(Client()).url == "/mon-espace/"
    assert client.get("/gestion/").status_code == 302


def test_groups_may_lie_deep_in_what_is_said(faux, agent, regler, venir):
    regler(groupes=GROUPES, champ_des_groupes="realm_access.roles")
    faux.personne["realm_access"] = {"roles": ["agents"]}
    assert venir().url == "/mon-espace/"


def test_who_comes_by_the_directory_comes_by_it_alone(
    faux, agent, venir, client, entrer, enroler, refuse
):
    """Her password would outlive her leaving the town."""
    venir()
    client.post("/deconnexion/")
    enroler(agent)
    assert refuse(entrer(agent)).startswith("Votre compte d’agent s’ouvre par ProVille")
    assert client.get("/connexion/code/").url == "/connexion/"


def test_where_the_town_has_no_directory_any_more_the_password_serves_again(
    faux, agent, venir, client, entrer, enroler, settings
):
    venir()
    client.post("/deconnexion/")
    enroler(agent)
    settings.OPENID = {}
    assert entrer(agent).url == "/connexion/code/"


def test_an_account_that_never_came_by_it_keeps_its_password(
    faux, agent, collegue, venir, client, entrer, enroler
):
    venir()
    client.post("/deconnexion/")
    enroler(collegue)
    assert entrer(collegue).url == "/connexion/code/"


def test_an_administrator_unpairs_and_the_next_identity_is_paired(
    faux, agent, administrateur, venir, client, connecter
):
    venir()
    admin = connecter(administrateur, Client())
    session = admin.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": 2**33, "reauthenticated": True},
        {"method": "mfa", "at": 2**33, "reauthenticated": True},
    ]
    session.save()
    adresse = f"/gestion/users/delier/{agent.pk}/"
    assert admin.post(adresse, {"verifiee": "on"}).status_code == 302
    assert client.get("/gestion/").status_code == 302
    faux.personne["sub"] = "u-2"
    assert venir().url == "/mon-espace/"
    assert SocialAccount.objects.get().uid == "u-2"


def test_the_secret_of_a_session_is_changed_by_the_sign_in(faux, agent, aller, client):
    retour = aller()
    avant = client.session.session_key
    client.get(retour)
    assert client.session.session_key != avant


def test_signing_in_again_proves_again_who_one_is(faux, agent, aller, client):
    client.get(aller())
    demande = client.get("/connexion/annuaire/?next=/mes-donnees/").url
    assert "prompt=login" in demande
    assert client.get(faux.autoriser(demande)).url == "/mes-donnees/"
    assert client.session["_auth_user_id"] == str(agent.pk)


def test_the_button_says_the_name_and_keeps_where_one_goes(faux, client, groupes):
    page = client.get("/connexion/?next=/gestion/").text
    assert "Se connecter avec ProVille" in page
    assert 'href="/connexion/annuaire/?next=/gestion/"' in page


def test_another_provider_written_by_others_is_understood(agent, client, settings):
    """oidc-provider-mock: RS256, and a userinfo that is not signed, as Keycloak's and Entra's."""
    import requests
    from oidc_provider_mock import run_server_in_thread

    from famille.comptes.annuaire.modele import CODE
    from tests.comptes.annuaire.conftest import regle

    with run_server_in_thread(require_nonce=True) as serveur:
        emetteur = f"http://localhost:{serveur.server_port}"
        settings.OPENID = {CODE: regle(emetteur)}
        dits = {"email": agent.email, "email_verified": True, "amr": ["mfa"]}
        requests.put(f"{emetteur}/users/u-1", json=dits, timeout=5).raise_for_status()
        demande = client.get("/connexion/annuaire/").url
        retour = requests.post(demande, data={"sub": "u-1"}, allow_redirects=False, timeout=5)
        chemin = retour.headers["Location"].removeprefix("http://testserver")
        assert client.get(chemin).url == "/mon-espace/"
    assert client.session["_auth_user_id"] == str(agent.pk)


def test_what_asks_for_a_fresh_proof_asks_it_of_the_directory(
    faux, administrateur, agent, venir, client, settings
):
    """She may have no password here: a gesture on a colleague would be open, or shut for ever."""
    administrateur.set_unusable_password()
    administrateur.save()
    faux.personne["email"] = administrateur.email
    venir()
    geste = f"/gestion/users/second-facteur/{agent.pk}/"
    vieillir(client, settings.SESSION_COOKIE_AGE + 60)
    for adresse in ("/gestion/cles-api/faire/", f"/gestion/users/debloquer/{agent.pk}/", geste):
        assert client.get(adresse).url == f"/connexion/annuaire/?next={quote(adresse, safe='')}"
    ailleurs = client.get("/mes-donnees/confirmer-mon-identite/?next=/gestion/").url
    assert ailleurs == "/connexion/annuaire/?next=%2Fgestion%2F"
    demande = client.get("/connexion/annuaire/?next=/gestion/cles-api/faire/").url
    assert client.get(faux.autoriser(demande)).url == "/gestion/cles-api/faire/"
    assert client.get("/gestion/cles-api/faire/").status_code == 200


def vieillir(client, secondes):
    """What was proved in this session was so long ago."""
    session = client.session
    preuves = session["account_authentication_methods"]
    session["account_authentication_methods"] = [
        preuve | {"at": preuve["at"] - secondes} for preuve in preuves
    ]
    session.save()
