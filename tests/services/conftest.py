"""Real servers as fixtures: `adresse_*` starts one, stopped when a worker goes on to the tests of
another folder; the others tie the site to it for one test."""

import contextlib

import pytest

from famille.socle.seau import Seau
from portail.settings.machine import caches, seau
from tests import serveurs
from tests.demarches.conftest import brouillon, camille, reglage
from tests.ville.courrier import ServeurDeCourriel

__all__ = ["brouillon", "camille", "reglage"]  # the cast of the démarches


def pytest_collection_modifyitems(items):
    for item in items:
        if "/tests/services/" in str(item.path):
            item.add_marker(pytest.mark.services)


def _tant_qu_on_est_ici(nom):
    @pytest.fixture(scope="package", name=f"adresse_{nom}")
    def _adresse():
        serveur = {"s3": "seaweedfs"}.get(nom, nom)
        with serveurs.SERVEURS[serveur]() as adresse:
            yield adresse

    return _adresse


adresse_postgresql = _tant_qu_on_est_ici("postgresql")
adresse_redis = _tant_qu_on_est_ici("redis")
adresse_clamd = _tant_qu_on_est_ici("clamd")
adresse_s3 = _tant_qu_on_est_ici("s3")


@pytest.fixture
def redis(adresse_redis, settings):
    """Cache and limits in Redis, sessions in both, as in a town's production. Gives the address."""
    settings.CACHES = caches(adresse_redis)
    settings.SESSION_ENGINE, settings.SESSION_CACHE_ALIAS = (
        "django.contrib.sessions.backends.cached_db",
        "sessions",
    )
    from django.core.cache import cache

    cache.clear()
    return adresse_redis


@pytest.fixture
def clamd(adresse_clamd, settings):
    """The antivirus of the site. Gives the address."""
    settings.CLAMD = adresse_clamd
    return adresse_clamd


@pytest.fixture
def s3(adresse_s3):
    """The private bucket, with the options of the settings: a Seau."""
    acces = {
        "adresse": adresse_s3,
        "cle": serveurs.S3_CLE,
        "secret": serveurs.S3_SECRET,
        "region": "us-east-1",
    }
    stockage = Seau(**seau("prive", prive=True, **acces)["OPTIONS"])
    client = stockage.connection.meta.client
    with contextlib.suppress(
        client.exceptions.BucketAlreadyExists, client.exceptions.BucketAlreadyOwnedByYou
    ):
        client.create_bucket(Bucket="prive")
    return stockage


@pytest.fixture
def prive_sur_s3(s3, monkeypatch):
    """Families' files go to S3. A FileField asks for its storage once, when the class is made: it
    is put in by hand."""
    from famille.models import Document

    champ = Document._meta.get_field("fichier")
    monkeypatch.setattr(champ, "storage", s3)
    return s3


@pytest.fixture
def serveur_smtp(settings):
    """A mail server on loopback that the site writes to."""
    serveur = ServeurDeCourriel()
    serveur.demarrer()
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": serveur.port, "timeout": 5},
        }
    }
    yield serveur
    serveur.arreter()


@pytest.fixture
def smtp(serveur_smtp):
    """Its Boite."""
    return serveur_smtp.boite
