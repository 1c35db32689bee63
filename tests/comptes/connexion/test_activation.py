"""The first password (G1)."""

from datetime import datetime, timedelta

import pytest
import time_machine

from famille.comptes.activation.actions import inviter
from famille.models import Courriel, Utilisateur

pytestmark = [pytest.mark.django_db, pytest.mark.horloge]

PHRASE = "trois petits navires bleus"


@pytest.fixture
def invite(db):
    return Utilisateur.objects.create_user("nouveau@exemple.fr", first_name="Alix", last_name="Roy")


def activer(client, lien, mot_de_passe=PHRASE):
    page = client.get(lien)
    return client.post(page.url, {"password1": mot_de_passe}) if page.status_code == 302 else page


def test_the_link_sets_the_password_verifies_the_address_and_signs_in(client, invite, dernier_lien):
    assert inviter(invite)
    assert activer(client, dernier_lien("/activation/")).url == "/mon-espace/"
    assert client.get("/mes-donnees/").status_code == 200
    assert invite.emailaddress_set.get().verified


def test_the_key_leaves_the_address_bar(client, invite, dernier_lien):
    inviter(invite)
    assert client.get(dernier_lien("/activation/")).url.endswith("/choisir/")


def test_opening_the_link_does_not_use_it(client, invite, dernier_lien):
    """Mail scanners open links."""
    inviter(invite)
    lien = dernier_lien("/activation/")
    client.get(lien)
    assert client.get(lien).status_code == 302


def test_the_link_serves_once(client, invite, dernier_lien):
    inviter(invite)
    lien = dernier_lien("/activation/")
    activer(client, lien)
    client.logout()
    reponse = client.get(lien)
    assert reponse.status_code == 410
    assert "Mot de passe oublié" in reponse.content.decode()


def test_the_link_dies_after_seven_days(client, invite, dernier_lien):
    debut = datetime(2026, 11, 25, 8, 0)
    with time_machine.travel(debut, tick=False):
        inviter(invite)
    lien = dernier_lien("/activation/")
    with time_machine.travel(debut + timedelta(days=6, hours=23), tick=False):
        assert client.get(lien).status_code == 302
    with time_machine.travel(debut + timedelta(days=7, minutes=1), tick=False):
        assert client.get(lien).status_code == 410


def test_an_old_link_and_an_unknown_account_read_the_same(client, invite, dernier_lien):
    inviter(invite)
    vrai = client.get(dernier_lien("/activation/")[:-3] + "x/")
    faux = client.get("/activation/zzz/abc-def/")
    assert vrai.status_code == faux.status_code == 410
    assert vrai.content == faux.content


def test_an_account_in_use_is_not_invited_again(famille_martin):
    assert not inviter(famille_martin.camille)
    assert not Courriel.objects.exists()


def test_inviting_again_sends_another_mail(invite):
    inviter(invite)
    inviter(invite)
    assert Courriel.objects.filter(destinataire=invite.email).count() == 2


def test_a_reset_link_does_not_activate_and_the_other_way_round(client, invite, dernier_lien):
    inviter(invite)
    _vide, _nom, uid, cle, _fin = dernier_lien("/activation/").split("/")
    assert "n’est plus valable" in client.get(f"/mot-de-passe-oublie/{uid}-{cle}/").content.decode()


def test_forgotten_password_helps_who_lost_the_link(client, invite, dernier_lien, entrer):
    inviter(invite)
    client.post("/mot-de-passe-oublie/", {"email": invite.email})
    page = client.get(dernier_lien("/mot-de-passe-oublie/"))
    client.post(page.url, {"password1": PHRASE})
    client.post("/deconnexion/")
    assert entrer(invite, PHRASE).url == "/mon-espace/"


def test_the_password_is_typed_once(client, invite, dernier_lien):
    """It can be shown while it is typed, and a forgotten one is changed in two minutes."""
    inviter(invite)
    page = client.get(dernier_lien("/activation/"), follow=True).content.decode()
    assert page.count('type="password"') == 1


def test_whoever_was_signed_in_is_signed_out_by_the_password_chosen_never_by_reading(
    client, connecter, famille_martin, invite, dernier_lien
):
    inviter(invite)
    connecter(famille_martin.camille)
    page = client.get(dernier_lien("/activation/"), follow=True).text
    assert "Un autre compte est ouvert sur cet appareil, camille.martin@exemple.fr" in page
    assert "camille.martin@exemple.fr" in client.get("/mes-donnees/").text
    activer(client, dernier_lien("/activation/"))
    assert "nouveau@exemple.fr" in client.get("/mes-donnees/").content.decode()


def test_a_staff_account_goes_straight_to_its_second_factor(client, agent, dernier_lien):
    agent.set_unusable_password()
    agent.save()
    inviter(agent)
    activer(client, dernier_lien("/activation/"))
    assert client.get("/gestion/").url == "/mes-donnees/deux-etapes/activer/"
    assert client.get("/mes-donnees/deux-etapes/activer/").status_code == 200
