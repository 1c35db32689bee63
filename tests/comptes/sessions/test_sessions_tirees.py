"""A session is a key drawn at random and looked up here: nobody makes one, nobody is in one without
having asked."""

import random
import re
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.conftest import MOT_DE_PASSE

pytestmark = pytest.mark.django_db


def test_each_sign_in_draws_a_key_of_165_bits_that_the_database_knows(entrer, famille_martin):
    cles = set()
    for _fois in range(3):
        random.seed(0)  # what draws does not follow it
        navigateur = Client()
        entrer(famille_martin.camille, navigateur=navigateur)
        cles.add(navigateur.cookies["sessionid"].value)
    assert len(cles) == 3
    assert all(re.fullmatch(r"[a-z0-9]{32}", cle) for cle in cles)
    assert Session.objects.filter(pk__in=cles).count() == 3


@pytest.mark.parametrize(
    "cle", ["a" * 32, "", "1", "../../etc/passwd", "eyJfYXV0aF91c2VyX2lkIjoiMSJ9:1x:abc"]
)
def test_a_key_that_the_server_did_not_draw_opens_nothing(cle, famille_martin):
    navigateur = Client()
    navigateur.cookies["sessionid"] = cle
    reponse = navigateur.get("/tableau-de-bord/")
    assert (reponse.status_code, reponse.url.split("?")[0]) == (302, "/connexion/")


def test_a_key_kept_by_somebody_is_worth_nothing_after_signing_out(entrer, famille_martin):
    navigateur, copie = Client(), Client()
    entrer(famille_martin.camille, navigateur=navigateur)
    copie.cookies["sessionid"] = navigateur.cookies["sessionid"].value
    assert copie.get("/tableau-de-bord/").status_code == 200
    navigateur.post("/deconnexion/")
    assert copie.get("/tableau-de-bord/").status_code == 302


@pytest.mark.parametrize("adresse", ["/connexion/", "/", "/mot-de-passe-oublie/", "/gestion/"])
def test_reading_a_page_signs_nobody_in(adresse, client, famille_martin):
    client.get(adresse, {"login": famille_martin.camille.email, "password": MOT_DE_PASSE})
    assert "sessionid" not in client.cookies or not client.session.get("_auth_user_id")
    assert client.get("/tableau-de-bord/").status_code == 302


def test_a_password_does_not_grow_old(entrer, famille_martin, client, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=5 * 365))
    assert entrer(famille_martin.camille).status_code == 302
    assert client.get("/tableau-de-bord/").status_code == 200


def test_secrets_and_codes_of_the_second_step_are_drawn_by_the_system(famille_martin, voisin):
    tirages = []
    for _fois in range(2):
        random.seed(0)
        tirages.append(generate_totp_secret())
    assert tirages[0] != tirages[1]
    assert all(len(secret) >= 32 for secret in tirages)  # 160 bits, as RFC 4226 wants
    siens, autres = (
        RecoveryCodes.activate(compte).get_unused_codes()
        for compte in (famille_martin.camille, voisin.nadia)
    )
    assert all(re.fullmatch(r"\d{8}", code) for code in siens)  # 26 bits
    assert len({*siens, *autres}) == 20
