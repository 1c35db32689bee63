"""Accounts in the admin: made without a password, only of staff, never above the maker."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from famille.models import Courriel, Utilisateur

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client, connecter, administrateur):
    connecter(administrateur)
    return administrateur


def champs(**autres):
    return {
        "email": "Nouvel.Agent@exemple.fr",
        "first_name": "Zoé",
        "last_name": "Blanc",
        "qualite": "gestionnaire",
        "service": "Pôle Familles",
        "is_active": "on",
        "groups": [Group.objects.get(name="Service des familles").pk],
    } | autres


def test_a_new_account_has_no_password_and_gets_an_invitation(client, admin):
    assert client.post("/gestion/users/new/", champs()).status_code == 302
    compte = Utilisateur.objects.get(email="nouvel.agent@exemple.fr")
    assert not compte.has_usable_password()
    assert compte.qualite == "gestionnaire"
    assert compte.est_du_personnel
    assert (
        Courriel.objects.filter(destinataire=compte.email, sujet__startswith="Activez").count() == 1
    )


def test_the_form_asks_for_no_password(client, admin):
    assert "password" not in client.get("/gestion/users/new/").content.decode().lower().replace(
        "password_reset", ""
    )


def test_the_same_address_in_other_letters_is_refused(client, admin, agent):
    reponse = client.post("/gestion/users/new/", champs(email="AGENT@exemple.fr"))
    assert "Un compte existe déjà" in reponse.content.decode()


def test_an_address_that_no_mail_reaches_makes_no_account(client, admin):
    reponse = client.post("/gestion/users/new/", champs(email="y\u0131ldiz@exemple.fr"))
    assert "ne sait pas écrire" in reponse.content.decode()
    assert not Utilisateur.objects.filter(email__contains="ldiz").exists()


def test_an_administrator_makes_no_superuser(client, admin, agent):
    client.post("/gestion/users/new/", champs(is_superuser="on"))
    client.post(f"/gestion/users/edit/{agent.pk}/", champs(email=agent.email, is_superuser="on"))
    assert not Utilisateur.objects.filter(is_superuser=True).exists()


def test_parents_accounts_are_neither_listed_nor_opened(client, admin, famille_martin):
    assert "camille.martin" not in client.get("/gestion/users/?q=camille").content.decode()
    for geste in ("edit", "history", "usage", "invite", "delete"):
        reponse = client.get(f"/gestion/users/{geste}/{famille_martin.camille.pk}/")
        assert reponse.status_code in (302, 404)
        assert "Camille" not in reponse.content.decode()


def test_bulk_actions_on_accounts_do_not_exist(client, admin, famille_martin):
    reponse = client.get(
        f"/gestion/bulk/famille/utilisateur/assign_role/?id={famille_martin.camille.pk}"
    )
    assert reponse.status_code == 404


def test_the_invitation_is_sent_again_on_demand(client, admin):
    client.post("/gestion/users/new/", champs())
    compte = Utilisateur.objects.get(email="nouvel.agent@exemple.fr")
    assert client.get(f"/gestion/users/invite/{compte.pk}/").status_code == 200
    client.post(f"/gestion/users/invite/{compte.pk}/")
    assert Courriel.objects.filter(destinataire=compte.email).count() == 2


def test_a_change_of_groups_closes_the_sessions(client, admin, agent, entrer, prouver, enroler):
    enroler(agent)
    navigateur = Client()
    entrer(agent, navigateur=navigateur)
    prouver(agent, navigateur=navigateur)
    assert navigateur.get("/gestion/").status_code == 200
    client.post(
        f"/gestion/users/edit/{agent.pk}/",
        champs(email=agent.email, groups=[Group.objects.get(name="Communication").pk]),
    )
    assert navigateur.get("/gestion/").url.startswith("/connexion/")


def test_an_agent_makes_no_account(client, connecter, agent):
    connecter(agent)
    assert client.get("/gestion/users/").status_code == 302
    assert client.post("/gestion/users/new/", champs()).status_code == 302
    assert not Utilisateur.objects.filter(email="nouvel.agent@exemple.fr").exists()


@pytest.mark.parametrize("ecran", ["new/", "edit/{}/"])
def test_the_form_asks_what_signs_an_agents_decisions(client, admin, agent, ecran):
    page = client.get(f"/gestion/users/{ecran.format(agent.pk)}").content.decode()
    assert 'name="qualite"' in page
    assert 'name="service"' in page


def test_an_agent_does_not_change_the_name_that_signs_his_decisions(client, connecter, agent):
    connecter(agent)
    page = client.get("/gestion/account/")
    assert page.status_code == 200
    assert 'name="name_email-' not in page.content.decode()
    autres = {"theme-theme": "dark", "theme-density": "default", "theme-contrast": "system"}
    envoi = {"name_email-first_name": "Une", "name_email-last_name": "Autre"} | autres
    assert client.post("/gestion/account/", envoi).url == "/gestion/account/"
    agent.refresh_from_db()
    assert (agent.first_name, agent.last_name) == ("Sophie", "Renard")
    assert agent.wagtail_userprofile.theme == "dark"  # the rest of the page still serves
