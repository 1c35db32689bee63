"""What a Redis that is gone leaves working: the database stands in for it."""

import pytest
from django.core.cache import cache, caches
from django.core.management import call_command
from django.test import Client

from portail.etat import machine as etat
from portail.settings import machine
from tests.conftest import MOT_DE_PASSE
from tests.ville.processus import port_libre

pytestmark = pytest.mark.django_db


@pytest.fixture
def redis_absent(settings):
    """The address of a Redis that is not there."""
    settings.CACHES = machine.caches(f"redis://127.0.0.1:{port_libre()}/0")
    settings.SESSION_ENGINE, settings.SESSION_CACHE_ALIAS = (
        "django.contrib.sessions.backends.cached_db",
        "sessions",
    )
    call_command("createcachetable", verbosity=0)


def entrer_et_rester(compte):
    navigateur = Client()
    navigateur.post("/connexion/", {"login": compte.email, "password": MOT_DE_PASSE})
    assert navigateur.get("/tableau-de-bord/").status_code == 200


def se_tromper_trop(compte):
    """After so many failures the right password opens nothing either."""
    navigateur = Client()
    for _ in range(12):
        navigateur.post("/connexion/", {"login": compte.email, "password": "pas le bon"})
    navigateur.post("/connexion/", {"login": compte.email, "password": MOT_DE_PASSE})
    assert navigateur.get("/tableau-de-bord/").status_code == 302
    cache.clear()


def test_the_state_of_the_portal_says_what_to_do(redis_absent, settings):
    settings.REDIS = settings.CACHES["default"]["LOCATION"]
    [ligne] = [constat for constat in etat.constater() if constat.cle == "redis"]
    assert ligne.en_panne
    assert "la base sert à sa place" in ligne.detail
    assert ligne.que_faire.startswith("Vérifiez PORTAIL_REDIS")


def test_a_family_signs_in_and_stays_signed_in(redis_absent, famille_martin):
    entrer_et_rester(famille_martin.camille)


def test_failures_are_counted_in_the_database(redis_absent, famille_martin):
    se_tromper_trop(famille_martin.camille)


def test_each_gesture_of_a_cache_is_answered(redis_absent):
    cache.set("a", 1)
    assert cache.get("a") == 1
    assert cache.add("a", 2) is False
    assert cache.incr("a") == 2
    assert cache.has_key("a")
    assert cache.touch("a", 60)
    cache.set_many({"b": 1, "c": 2})
    assert cache.get_many(["a", "b", "c"]) == {"a": 2, "b": 1, "c": 2}
    cache.delete_many(["b", "c"])
    assert cache.delete("a")
    cache.clear()


def test_a_session_is_kept_in_no_stand_in(redis_absent):
    caches["sessions"].set("cle", {"a": 1})
    assert caches["sessions"].get("cle") is None
