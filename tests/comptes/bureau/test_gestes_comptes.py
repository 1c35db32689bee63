"""What an administrator does at once to a staff account: lock, open, sign out, reset the second
factor."""

import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from lxml import html
from wagtail.log_actions import registry

from famille.models import Courriel, Utilisateur

pytestmark = pytest.mark.django_db

OUI = {"verifiee": "on"}


@pytest.fixture
def admin(client, connecter, administrateur):
    """The administrator, who has just proved who he is."""
    connecter(administrateur)
    session = client.session
    preuve = {"method": "mfa", "at": time.time(), "reauthenticated": True}
    session["account_authentication_methods"] = [preuve]
    session.save()
    return administrateur


@pytest.fixture
def poste(agent, entrer, prouver, enroler):
    """A browser in which the agent is at work."""
    enroler(agent)
    navigateur = Client()
    entrer(agent, navigateur=navigateur)
    prouver(agent, navigateur=navigateur)
    assert navigateur.get("/gestion/").status_code == 200
    return navigateur


def faire(client, geste, compte, **champs):
    return client.post(f"/gestion/users/{geste}/{compte.pk}/", champs, follow=True)


def journal(compte):
    return [(ligne.action, ligne.user.email) for ligne in registry.get_logs_for_instance(compte)]


def test_a_locked_account_is_out_at_once_and_cannot_come_back(client, admin, agent, poste, entrer):
    assert "est bloqué" in faire(client, "bloquer", agent).content.decode()
    assert poste.get("/gestion/").url.startswith("/connexion/")
    assert entrer(agent, navigateur=Client()).url == "/connexion/compte-ferme/"
    assert journal(agent) == [("famille.bloquer", admin.email)]


def test_an_account_is_opened_again(client, admin, agent, poste, entrer):
    faire(client, "bloquer", agent)
    faire(client, "debloquer", agent, **OUI)
    assert entrer(agent, navigateur=Client()).url == "/connexion/code/"


def test_devices_are_signed_out_and_the_account_stays_open(client, admin, agent, poste, entrer):
    faire(client, "deconnecter", agent)
    assert poste.get("/gestion/").url.startswith("/connexion/")
    assert entrer(agent, navigateur=Client()).url == "/connexion/code/"


def test_a_lost_second_factor_is_reset_told_and_enrolled_anew(client, admin, agent, poste, entrer):
    assert "Rappelez la personne" in faire(client, "second-facteur", agent).content.decode()
    assert Authenticator.objects.filter(user=agent).exists()
    faire(client, "second-facteur", agent, **OUI)
    assert not Authenticator.objects.filter(user=agent).exists()
    assert poste.get("/gestion/").url.startswith("/connexion/")
    assert "remise à zéro" in Courriel.objects.get(destinataire=agent.email).sujet
    assert journal(agent) == [("famille.second-facteur", admin.email)]
    navigateur = Client()
    entrer(agent, navigateur=navigateur)
    assert navigateur.get("/gestion/").url == "/mes-donnees/deux-etapes/activer/"


@pytest.mark.parametrize("geste", ["second-facteur", "debloquer"])
def test_what_opens_asks_the_administrator_who_he_is(
    client, connecter, administrateur, agent, enroler, geste
):
    enroler(agent)
    connecter(administrateur)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - 6 * 60}]
    session.save()
    reponse = client.post(f"/gestion/users/{geste}/{agent.pk}/", OUI)
    assert reponse.url.startswith("/mes-donnees/confirmer-mon-identite/")
    assert Authenticator.objects.filter(user=agent).exists()


def test_nobody_does_it_to_himself_nor_above_himself(client, admin):
    chef = Utilisateur.objects.create_superuser(
        "chef@exemple.fr", "x", first_name="A", last_name="B"
    )
    assert "votre propre compte" in faire(client, "bloquer", admin).content.decode()
    assert "tous les droits" in faire(client, "bloquer", chef).content.decode()
    assert Utilisateur.objects.filter(is_active=False).count() == 0


def test_no_gesture_reaches_a_parent_and_no_agent_has_them(
    client, admin, connecter, agent, collegue, famille_martin
):
    assert client.post(f"/gestion/users/bloquer/{famille_martin.camille.pk}/").status_code == 404
    connecter(agent)
    assert client.post(f"/gestion/users/bloquer/{collegue.pk}/").status_code in (302, 403)
    assert Utilisateur.objects.filter(is_active=False).count() == 0


def test_the_list_of_accounts_says_the_groups_of_each(
    connecter, administrateur, agent, directrice, django_assert_max_num_queries
):
    client = connecter(administrateur)
    page = html.fromstring(client.get("/gestion/users/").text)
    lignes = {" ".join(rang.text_content().split()) for rang in page.xpath("//tbody/tr")}
    assert [
        ligne for ligne in lignes if "agent@exemple.fr" in ligne and "Service des familles" in ligne
    ]
    assert [ligne for ligne in lignes if "Direction de centre" in ligne]
    assert "Niveau d" not in page.text_content()
    for rang in range(20):
        compte = Utilisateur.objects.create_user(f"compte{rang}@exemple.fr", "x")
        compte.groups.set(agent.groups.all())
    with django_assert_max_num_queries(14):
        client.get("/gestion/users/")


def test_the_buttons_stand_where_accounts_are_seen(client, admin, agent):
    for page in (f"/gestion/users/edit/{agent.pk}/", "/gestion/users/"):
        assert f"/gestion/users/bloquer/{agent.pk}/" in client.get(page).content.decode()
    assert "Bloquer le compte" in client.get(f"/gestion/users/bloquer/{agent.pk}/").content.decode()
