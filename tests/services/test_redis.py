"""Cache, sessions and sign-in limits on a real Redis; without it: tests/portail/cache."""

from pathlib import Path

import pytest
import redis as client_redis
import yaml
from django.core.cache import cache
from django.core.cache import caches as caches_de_django

from portail.cache.redis_secouru import faute_de_redis
from portail.settings.machine import caches
from portail.taches import battement, dernier_battement
from tests import serveurs
from tests.portail.cache.test_redis_absent import entrer_et_rester, se_tromper_trop
from tests.ville.processus import Serveur, accepte, dossier, port_libre

pytestmark = pytest.mark.django_db


def test_the_cache_is_shared_and_kept(redis):
    battement()
    assert dernier_battement() is not None


def test_a_family_signs_in_and_stays_signed_in(redis, famille_martin):
    entrer_et_rester(famille_martin.camille)


def test_repeated_failures_are_counted_in_redis(redis, famille_martin):
    se_tromper_trop(famille_martin.camille)


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
