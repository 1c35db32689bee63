"""Cache, sessions and sign-in limits on a real Redis."""

import pytest
from django.core.cache import cache
from django.test import Client

from portail.taches import battement, dernier_battement
from tests.conftest import MOT_DE_PASSE

pytestmark = pytest.mark.django_db


def test_the_cache_is_shared_and_kept(redis):
    battement()
    assert dernier_battement() is not None


def test_a_family_signs_in_and_stays_signed_in(redis, famille_martin):
    navigateur = Client()
    navigateur.post("/connexion/", {"login": famille_martin.camille.email, "password": MOT_DE_PASSE})
    assert navigateur.get("/tableau-de-bord/").status_code == 200


def test_repeated_failures_are_counted_in_redis(redis, famille_martin):
    navigateur = Client()
    for _ in range(12):
        navigateur.post("/connexion/", {"login": famille_martin.camille.email, "password": "pas le bon"})
    navigateur.post("/connexion/", {"login": famille_martin.camille.email, "password": MOT_DE_PASSE})
    assert navigateur.get("/tableau-de-bord/").status_code == 302
    cache.clear()
