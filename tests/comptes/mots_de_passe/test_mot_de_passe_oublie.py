"""Forgotten password (D13): same answers, one use, one hour, no door around the second factor."""

from datetime import datetime, timedelta

import pytest
import time_machine

from famille.models import Courriel

pytestmark = pytest.mark.django_db

NOUVEAU = "trois petits navires bleus"
PAGE = "/mot-de-passe-oublie/"


def demander(client, courriel):
    return client.post(PAGE, {"email": courriel})


def choisir(client, lien, mot_de_passe=NOUVEAU):
    page = client.get(lien)
    return client.post(page.url, {"password1": mot_de_passe}) if page.status_code == 302 else page


def test_a_known_and_an_unknown_address_get_the_same_answer(client, famille_martin):
    connue = demander(client, "camille.martin@exemple.fr")
    inconnue = demander(client, "personne@exemple.fr")
    assert (connue.status_code, connue.url) == (inconnue.status_code, inconnue.url)
    assert "Si un compte existe" in client.get(connue.url).content.decode()


def test_an_unknown_address_gets_no_mail(client, db):
    demander(client, "personne@exemple.fr")
    assert not Courriel.objects.exists()


def test_the_link_changes_the_password_once(client, famille_martin, dernier_lien, entrer):
    demander(client, "camille.martin@exemple.fr")
    lien = dernier_lien(PAGE)
    assert choisir(client, lien).status_code == 302
    page = client.get(lien).content.decode()
    assert "n’est plus valable" in page
    assert "votre nouveau mot de passe est déjà en place" in page
    assert "n’a pas changé" not in page
    assert "essayez de vous connecter" not in page  # one is, by that very link
    client.post("/deconnexion/")
    assert "essayez de vous connecter" in client.get(lien).content.decode()
    assert entrer(famille_martin.camille).status_code == 200
    assert entrer(famille_martin.camille, NOUVEAU).status_code == 302


def test_one_is_signed_in_after_it_and_told_by_mail(client, famille_martin, dernier_lien):
    demander(client, "camille.martin@exemple.fr")
    assert choisir(client, dernier_lien(PAGE)).url == "/mon-espace/"
    page = client.get("/mes-donnees/").content.decode()
    assert "Vos autres appareils sont déconnectés" in page
    assert "créer une clé d’accès" in page
    dit = Courriel.objects.get(cle__contains="mot_de_passe_change")
    assert dit.destinataire == "camille.martin@exemple.fr"


def test_it_keeps_no_device_signed_in(client, famille_martin, dernier_lien):
    demander(client, "camille.martin@exemple.fr")
    choisir(client, dernier_lien(PAGE))
    assert client.session.get_expiry_age() == 2 * 3600


def test_a_parent_with_a_second_step_still_owes_it(client, famille_martin, enroler, dernier_lien):
    enroler(famille_martin.camille)
    demander(client, "camille.martin@exemple.fr")
    assert choisir(client, dernier_lien(PAGE)).url == "/connexion/code/"
    assert client.get("/mes-donnees/").status_code == 302


def test_a_closed_account_is_not_opened_by_it(client, famille_martin, dernier_lien):
    demander(client, "camille.martin@exemple.fr")
    page = client.get(dernier_lien(PAGE))
    famille_martin.camille.is_active = False
    famille_martin.camille.save()
    client.post(page.url, {"password1": NOUVEAU})
    assert client.get("/mes-donnees/").status_code == 302


def test_the_link_dies_after_an_hour(client, famille_martin, dernier_lien):
    debut = datetime(2026, 11, 25, 8, 0)
    with time_machine.travel(debut, tick=False):
        demander(client, "camille.martin@exemple.fr")
    lien = dernier_lien(PAGE)
    with time_machine.travel(debut + timedelta(minutes=59), tick=False):
        assert client.get(lien).status_code == 302
    with time_machine.travel(debut + timedelta(minutes=61), tick=False):
        assert "n’est plus valable" in client.get(lien).content.decode()


def test_a_change_of_password_closes_the_other_sessions(
    client, entrer, famille_martin, dernier_lien, django_user_model
):
    from django.test import Client

    telephone = Client()
    entrer(famille_martin.camille, navigateur=telephone)
    demander(client, "camille.martin@exemple.fr")
    choisir(client, dernier_lien(PAGE))
    assert telephone.get("/mes-donnees/").status_code == 302


def test_staff_still_owe_their_second_factor_after_a_reset(
    client, agent, enroler, dernier_lien, entrer
):
    enroler(agent)
    demander(client, agent.email)
    choisir(client, dernier_lien(PAGE))
    assert client.get("/gestion/").url.startswith("/connexion/")
    assert entrer(agent, NOUVEAU).url == "/connexion/code/"


def test_an_address_not_confirmed_yet_resets_nothing(client, famille_martin):
    """The owner of an address typed by mistake must not take the account over."""
    famille_martin.camille.emailaddress_set.create(email="faute@exemple.fr", verified=False)
    demander(client, "faute@exemple.fr")
    assert not Courriel.objects.exists()


def test_too_many_requests_for_one_address_are_refused(client, famille_martin):
    statuts = [demander(client, "camille.martin@exemple.fr").status_code for _essai in range(4)]
    assert statuts == [302, 302, 302, 429]


@pytest.mark.parametrize(
    "mot_de_passe", ["court", "123456789012", "camille.martin@exemple.fr", "password1234"]
)
def test_a_weak_password_is_refused_with_a_reason(
    client, famille_martin, dernier_lien, mot_de_passe
):
    demander(client, "camille.martin@exemple.fr")
    reponse = choisir(client, dernier_lien(PAGE), mot_de_passe)
    assert reponse.status_code == 200
    assert len(reponse.context["form"].errors["password1"]) == 1  # what to do, not all the reasons


def test_spaces_at_both_ends_of_a_password_are_kept(client, famille_martin, dernier_lien, entrer):
    demander(client, "camille.martin@exemple.fr")
    choisir(client, dernier_lien(PAGE), " une phrase avec espaces ")
    client.post("/deconnexion/")
    assert entrer(famille_martin.camille, "une phrase avec espaces").status_code == 200
    assert entrer(famille_martin.camille, " une phrase avec espaces ").status_code == 302


def test_the_outbox_forgets_the_link_once_it_has_left(client, famille_martin, mailoutbox):
    from famille.courriels.boite_d_envoi import envoyer

    demander(client, "camille.martin@exemple.fr")
    courriel = Courriel.objects.get()
    assert PAGE in courriel.texte
    assert envoyer(courriel.pk)
    courriel.refresh_from_db()
    assert PAGE in mailoutbox[0].body
    assert courriel.texte == courriel.html == ""
