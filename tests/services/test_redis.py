"""Cache, sessions and sign-in limits on a real Redis."""

from pathlib import Path

import pytest
import redis as client_redis
import yaml
from django.core.cache import cache
from django.core.cache import caches as caches_de_django
from django.core.management import call_command
from django.test import Client

from portail.cache.redis_secouru import faute_de_redis
from portail.etat import machine
from portail.settings.machine import caches
from portail.taches import battement, dernier_battement
from tests import serveurs
from tests.conftest import MOT_DE_PASSE
from tests.ville.processus import Serveur, accepte, dossier, port_libre

pytestmark = pytest.mark.django_db


def test_the_cache_is_shared_and_kept(redis):
    battement()
    assert dernier_battement() is not None


def test_a_family_signs_in_and_stays_signed_in(redis, famille_martin):
    navigateur = Client()
    navigateur.post(
        "/connexion/", {"login": famille_martin.camille.email, "password": MOT_DE_PASSE}
    )
    assert navigateur.get("/tableau-de-bord/").status_code == 200


def test_repeated_failures_are_counted_in_redis(redis, famille_martin):
    navigateur = Client()
    for _ in range(12):
        navigateur.post(
            "/connexion/", {"login": famille_martin.camille.email, "password": "pas le bon"}
        )
    navigateur.post(
        "/connexion/", {"login": famille_martin.camille.email, "password": MOT_DE_PASSE}
    )
    assert navigateur.get("/tableau-de-bord/").status_code == 302
    cache.clear()


# Without it.


@pytest.fixture
def redis_absent(settings):
    """The address of a Redis that is not there."""
    settings.CACHES = caches(f"redis://127.0.0.1:{port_libre()}/0")
    settings.SESSION_ENGINE, settings.SESSION_CACHE_ALIAS = (
        "django.contrib.sessions.backends.cached_db",
        "sessions",
    )
    call_command("createcachetable", verbosity=0)


def test_without_redis_the_state_of_the_portal_says_what_to_do(redis_absent, settings):
    settings.REDIS = settings.CACHES["default"]["LOCATION"]
    [ligne] = [constat for constat in machine.constater() if constat.cle == "redis"]
    assert ligne.en_panne
    assert "la base sert à sa place" in ligne.detail
    assert ligne.que_faire.startswith("Vérifiez PORTAIL_REDIS")


def test_without_redis_a_family_signs_in_and_stays_signed_in(redis_absent, famille_martin):
    test_a_family_signs_in_and_stays_signed_in(redis_absent, famille_martin)


def test_without_redis_failures_are_counted_in_the_database(redis_absent, famille_martin):
    test_repeated_failures_are_counted_in_redis(redis_absent, famille_martin)


def test_each_gesture_of_a_cache_is_answered_without_redis(redis_absent):
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
    caches_de_django["sessions"].set("cle", {"a": 1})
    assert caches_de_django["sessions"].get("cle") is None


def test_nothing_of_a_session_stays_in_redis_longer_than_a_minute(redis):
    caches_de_django["sessions"].set("cle", {"a": 1}, timeout=7200)
    client = caches_de_django["sessions"]._cache.get_client()
    assert 0 < client.ttl("session:1:cle") <= 60


def test_the_redis_of_compose_asks_for_its_password_and_the_portal_gives_it(
    adresse_redis, settings
):
    compose = yaml.safe_load((Path(settings.RACINE) / "deploy" / "compose.yaml").read_text())
    secret, port = "un-secret_de-compose", port_libre()
    commande = [
        mot.replace("${SECRET_DE_REDIS:?}", secret)
        for mot in compose["services"]["redis"]["command"]
    ]
    adresse = compose["services"]["web"]["environment"]["PORTAIL_REDIS"].replace(
        "${SECRET_DE_REDIS:?}", secret
    )
    settings.REDIS = adresse
    settings.CACHES = caches(adresse.replace("redis:6379", f"127.0.0.1:{port}"))
    with dossier() as racine:
        programme = serveurs.programme(commande[0])
        options = ["--bind", "127.0.0.1", "--port", str(port), "--dir", str(racine)]
        with Serveur(
            adresse=adresse,
            commande=[programme, *commande[1:], *options],
            journal=racine / "journal",
            pret=lambda: accepte(port),
        ):
            with pytest.raises(client_redis.AuthenticationError):
                client_redis.Redis(port=port).ping()
            cache.set("essai", 1)
            assert client_redis.Redis(port=port, password=secret).dbsize() == 1
            assert faute_de_redis() == ""
            settings.CACHES = caches(f"redis://:autre@127.0.0.1:{port}/0")
            assert "(AuthenticationError)" in faute_de_redis()
