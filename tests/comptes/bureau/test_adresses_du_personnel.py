"""A colleague's account is not taken over by one administrator, through its address and its second
factor."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.utils import timezone

from famille import taches
from famille.models import Courriel, Utilisateur

pytestmark = pytest.mark.django_db

ANCIENNE, NOUVELLE = "agent@exemple.fr", "detournee@exemple.fr"


@pytest.fixture(autouse=True)
def un_mercredi(time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)
    return time_machine


@pytest.fixture
def en_place(administrateur):
    """The administrator, who has been one for long."""
    Utilisateur.objects.filter(pk=administrateur.pk).update(
        date_joined=timezone.now() - timedelta(days=90)
    )
    return administrateur


@pytest.fixture
def autre(en_place):
    compte = Utilisateur.objects.create_user(
        "admin2@exemple.fr", "x", first_name="Lou", last_name="Petit"
    )
    compte.groups.add(Group.objects.get(name="Administration"))
    Utilisateur.objects.filter(pk=compte.pk).update(date_joined=timezone.now() - timedelta(days=90))
    return compte


@pytest.fixture
def changer(client, connecter, enroler, agent):
    """changer(administrator): he gives the agent, who has a second factor, another address; the
    page that answers."""
    enroler(agent)

    def _changer(par):
        connecter(par)
        champs = {
            "email": NOUVELLE,
            "first_name": agent.first_name,
            "last_name": agent.last_name,
            "is_active": "on",
        }
        groupes = list(agent.groups.values_list("pk", flat=True))
        reponse = client.post(f"/gestion/users/edit/{agent.pk}/", champs | {"groups": groupes})
        return reponse.content.decode()

    return _changer


@pytest.fixture
def reinitialiser(client, connecter, agent):
    """reinitialiser(administrator): having proved who he is, he resets the second factor; the page
    that answers."""

    def _reinitialiser(par):
        connecter(par)
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "mfa", "at": time.time(), "reauthenticated": True}
        ]
        session.save()
        adresse = f"/gestion/users/second-facteur/{agent.pk}/"
        return client.post(adresse, {"verifiee": "on"}, follow=True).content.decode()

    return _reinitialiser


def _a_un_facteur(compte):
    return Authenticator.objects.filter(user=compte).exists()


def _adresse(compte):
    return Utilisateur.objects.get(pk=compte.pk).email


def test_the_colleague_is_told_at_the_former_address(changer, en_place, agent):
    changer(en_place)
    assert _adresse(agent) == NOUVELLE
    avant = Courriel.objects.get(destinataire=ANCIENNE)
    assert "Paul Girard" in avant.texte
    assert NOUVELLE not in avant.texte + avant.html
    assert "famille.adresse" in [ligne.action for ligne in _journal(agent)]


def _journal(compte):
    from wagtail.models import ModelLogEntry

    return ModelLogEntry.objects.for_instance(compte)


def test_no_link_for_a_password_goes_to_the_new_address_for_a_day(
    changer, en_place, agent, un_mercredi
):
    changer(en_place)
    assert not taches.envoyer_lien_de_mot_de_passe(agent.pk)
    trop_tot = Courriel.objects.get(cle__contains="trop_tot")
    assert "jeudi 26 novembre à 10\u00a0h" in trop_tot.texte
    assert "foyer" not in trop_tot.texte
    un_mercredi.move_to("2026-11-26 10:01+01:00", tick=False)
    assert taches.envoyer_lien_de_mot_de_passe(agent.pk)


def test_who_has_changed_the_address_does_not_reset_the_second_factor(
    changer, reinitialiser, en_place, autre, agent
):
    changer(en_place)
    assert "un autre administrateur" in reinitialiser(en_place)
    assert _a_un_facteur(agent)
    reinitialiser(autre)
    assert not _a_un_facteur(agent)


def test_who_has_reset_the_second_factor_does_not_change_the_address(
    changer, reinitialiser, en_place, autre, agent
):
    reinitialiser(en_place)
    assert "un autre administrateur" in changer(en_place)
    assert _adresse(agent) == ANCIENNE
    changer(autre)
    assert _adresse(agent) == NOUVELLE


def test_an_account_made_for_it_does_not_lend_a_hand(
    changer, reinitialiser, en_place, autre, agent
):
    changer(en_place)
    Utilisateur.objects.filter(pk=autre.pk).update(date_joined=timezone.now())
    autre.refresh_from_db()
    assert "un autre administrateur" in reinitialiser(autre)
    assert _a_un_facteur(agent)


def test_a_town_with_one_administrator_waits_three_days(
    changer, reinitialiser, en_place, agent, un_mercredi
):
    changer(en_place)
    un_mercredi.move_to("2026-11-28 10:01+01:00", tick=False)
    reinitialiser(en_place)
    assert not _a_un_facteur(agent)
