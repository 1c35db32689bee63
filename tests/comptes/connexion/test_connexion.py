"""Signing in (G1, D13): the right words, the same for everybody; the lock; the way out."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from reservations.models import Ouverture
from tests.conftest import MOT_DE_PASSE

pytestmark = pytest.mark.django_db

NOTE = "ne correspond pas"


def test_a_parent_signs_in_and_lands_on_the_dashboard(client, entrer, famille_martin):
    assert entrer(famille_martin.camille).url == "/mon-espace/"
    assert client.get("/mon-espace/").url == "/tableau-de-bord/"


@pytest.mark.parametrize(("depuis", "ou"), [(-20, "calendrier"), (50, "calendrier"), (70, "bord")])
def test_in_the_rush_of_an_opening_a_parent_lands_on_the_calendar(
    client, entrer, famille_martin, depuis, ou
):
    maintenant = timezone.now()
    jour, ouvre_le = maintenant.date(), maintenant - timedelta(minutes=depuis)
    Ouverture.objects.create(nom="Mercredis", debut=jour, fin=jour, ouvre_le=ouvre_le)
    entrer(famille_martin.camille)
    assert (ou == "calendrier") == (client.get("/mon-espace/").url == "/reservations/")


@pytest.mark.parametrize("appareils", [1, 30])
def test_signing_in_costs_the_same_whatever_the_devices(
    entrer, famille_martin, appareils, django_assert_max_num_queries
):
    """Each open session of the account was read again, and whose it was."""
    for _fois in range(appareils):
        Client().force_login(
            famille_martin.camille, backend="famille.comptes.authentification.Authentification"
        )
    for session in Session.objects.all():
        UserSession.objects.create(
            user=famille_martin.camille, session_key=session.session_key, ip="10.0.0.1"
        )
    with django_assert_max_num_queries(20):
        assert entrer(famille_martin.camille).status_code == 302
    assert famille_martin.camille.usersession_set.count() == appareils + 1


def test_the_address_is_taken_whatever_its_case(entrer, famille_martin):
    assert entrer("Camille.MARTIN@exemple.fr").status_code == 302


def test_the_fields_carry_their_autocomplete_tokens(client, db):
    page = client.get("/connexion/").content.decode()
    assert 'autocomplete="username"' in page
    [champ] = re.findall(r'<input[^>]*autocomplete="current-password"[^>]*>', page)
    assert 'type="password"' in champ  # hidden while it is typed
    assert not re.search(r"readonly|onpaste|maxlength", champ)  # pasted, or filled in by a manager


def test_a_known_and_an_unknown_address_get_the_same_answer(entrer, famille_martin):
    connue = entrer(famille_martin.camille, "pas le bon mot de passe")
    inconnue = entrer("personne@exemple.fr", "pas le bon mot de passe")
    assert connue.status_code == inconnue.status_code == 200
    assert [str(e) for e in connue.context["form"].non_field_errors()] == [
        str(e) for e in inconnue.context["form"].non_field_errors()
    ]
    assert NOTE in connue.content.decode()


def test_five_failures_lock_the_account_even_for_the_right_password(entrer, famille_martin):
    for _essai in range(5):
        entrer(famille_martin.camille, "faux")
    reponse = entrer(famille_martin.camille)
    assert reponse.status_code == 200
    assert "Trop d’essais" in reponse.content.decode()


def test_the_lock_is_the_same_for_an_unknown_address(entrer, db):
    for _essai in range(5):
        entrer("personne@exemple.fr", "faux")
    assert "Trop d’essais" in entrer("personne@exemple.fr", "faux").content.decode()


def test_the_lock_ends_then_lasts_longer(entrer, famille_martin):
    debut = datetime(2026, 11, 25, 8, 0)
    with time_machine.travel(debut, tick=False):
        for _essai in range(5):
            entrer(famille_martin.camille, "faux")
    with time_machine.travel(debut + timedelta(minutes=6), tick=False):
        for _essai in range(5):
            entrer(famille_martin.camille, "faux")
    with time_machine.travel(debut + timedelta(minutes=13), tick=False):
        assert "Trop d’essais" in entrer(famille_martin.camille).content.decode()
    with time_machine.travel(debut + timedelta(minutes=75), tick=False):
        assert entrer(famille_martin.camille).status_code == 302


def test_a_sign_in_costs_few_statements(entrer, famille_martin, django_assert_num_queries):
    """40 while allauth counted failures in the cache. The session is written by Django before its
    device and again when the page leaves, in a transaction each."""
    entrer(famille_martin.camille)
    with django_assert_num_queries(13):
        assert entrer(famille_martin.camille, navigateur=Client()).status_code == 302


def test_signing_out_is_a_post(client, entrer, famille_martin):
    entrer(famille_martin.camille)
    assert client.get("/deconnexion/").status_code == 200
    assert client.get("/mes-donnees/").status_code == 200
    client.post("/deconnexion/")
    assert client.get("/mes-donnees/").url.startswith("/connexion/")


def test_a_link_to_another_site_is_not_followed_after_signing_in(client, famille_martin):
    reponse = client.post(
        "/connexion/?next=https://ailleurs.example/",
        {
            "login": famille_martin.camille.email,
            "password": MOT_DE_PASSE,
            "next": "https://ailleurs.example/",
        },
    )
    assert reponse.url == "/mon-espace/"


def test_a_closed_account_says_so_only_to_who_knows_its_password(client, entrer, famille_martin):
    famille_martin.camille.is_active = False
    famille_martin.camille.save()
    assert entrer(famille_martin.camille).url == "/connexion/compte-ferme/"
    assert NOTE in entrer(famille_martin.camille, "faux").content.decode()


def test_nobody_signs_up(client, db):
    reponse = client.get("/creer-un-compte/")
    assert "Pôle Familles" in reponse.content.decode()
    assert client.post("/creer-un-compte/", {"email": "x@exemple.fr"}).status_code == 405


def test_a_family_session_idles_two_hours_and_a_staff_one_thirty_minutes(
    client, entrer, prouver, enroler, famille_martin, agent
):
    entrer(famille_martin.camille)
    assert client.session.get_expiry_age() == 2 * 3600
    client.logout()
    enroler(agent)
    entrer(agent)
    prouver(agent)
    assert client.session.get_expiry_age() == 30 * 60


def test_reading_a_page_writes_nothing_within_the_minute(
    client, entrer, famille_martin, django_assert_num_queries
):
    entrer(famille_martin.camille)
    client.get("/mon-espace/")
    with django_assert_num_queries(3):  # the session, the account, whether an opening runs
        client.get("/mon-espace/")


def test_the_session_goes_on_while_it_is_used(client, entrer, famille_martin):
    debut = datetime(2026, 11, 25, 8, 0)
    with time_machine.travel(debut, tick=False):
        entrer(famille_martin.camille)
    for heures in (1, 2, 3):
        with time_machine.travel(debut + timedelta(hours=heures), tick=False):
            assert client.get("/mes-donnees/").status_code == 200
    with time_machine.travel(debut + timedelta(hours=5, minutes=1), tick=False):
        assert client.get("/mes-donnees/").status_code == 302


def test_a_session_that_ended_brings_back_to_the_page_that_was_filled(client, db):
    reponse = client.post(
        "/mes-donnees/telephones/", headers={"referer": "http://testserver/mes-donnees/telephones/"}
    )
    assert reponse.url == "/connexion/?fin=envoi&next=/mes-donnees/telephones/"
    ailleurs = client.post(
        "/mes-donnees/appareils/", headers={"referer": "https://ailleurs.example/piege/"}
    )
    assert ailleurs.url == "/connexion/?next=/mon-espace/"


def test_htmx_is_told_so_and_gets_no_sign_in_form_in_its_page(client, db):
    reponse = client.get("/mes-donnees/", headers={"hx-request": "true"})
    assert reponse.status_code == 401
    assert "session a pris fin" in reponse.content.decode()


def test_a_password_hashed_as_before_is_hashed_anew_at_sign_in(entrer, famille_martin, settings):
    """The algorithm may change: whoever signs in is brought to the first of the list."""
    settings.PASSWORD_HASHERS = [
        "famille.comptes.mots_de_passe.hacheurs.Argon2OWASP",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    camille = famille_martin.camille
    camille.password = make_password(MOT_DE_PASSE, hasher="pbkdf2_sha256")
    camille.save()
    assert entrer(camille).status_code == 302
    camille.refresh_from_db()
    assert camille.password.startswith("argon2$argon2id$")
