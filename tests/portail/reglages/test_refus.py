"""What stops a start, in a French sentence: the settings of production, read in this process."""

import importlib
import os
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from pyrage.x25519 import Identity

from famille.comptes.openid.service_franceconnect import franceconnect
from portail import checks
from portail.settings.annuaire import FRANCECONNECT
from portail.settings.api_particulier import api_particulier
from portail.settings.paiement import DEMONSTRATION as DEMONSTRATION_DU_PAIEMENT
from tests.production import environnement

CLE = "0123456789abcdefghijklmnopqrstuvwxyz" * 2
S3 = {
    "PORTAIL_S3_ADRESSE": "https://s3.exemple.fr",
    "PORTAIL_S3_CLE": "cle",
    "PORTAIL_S3_SECRET": "secret",
    "PORTAIL_S3_PRIVE": "prive",
    "PORTAIL_S3_PUBLIC": "public",
}


@pytest.fixture(scope="module")
def lire(tmp_path_factory):
    """lire(**changed variables) -> the settings of production, read anew. The process keeps its
    own."""
    dossier = str(tmp_path_factory.mktemp("production"))

    def _lire(**changees):
        avant, modules = dict(os.environ), dict(sys.modules)
        neuf = environnement(dossier) | changees
        try:
            os.environ.clear()
            os.environ.update({nom: valeur for nom, valeur in neuf.items() if valeur is not None})
            for nom in [nom for nom in sys.modules if nom.startswith("portail.settings.")]:
                del sys.modules[nom]
            return importlib.import_module("portail.settings.production")
        finally:
            os.environ.clear()
            os.environ.update(avant)
            for nom in [nom for nom in sys.modules if nom.startswith("portail.settings.")]:
                del sys.modules[nom]
            sys.modules.update(
                {nom: m for nom, m in modules.items() if nom.startswith("portail.settings.")}
            )

    return _lire


IDENTITE = Identity.generate()
CLE_PUBLIQUE = str(IDENTITE.to_public())
# The keys that stand in the code, so that anybody has them.
DEMONSTRATION = "demonstration-only-this-key-protects-nothing-real-0123456789"
ESSAIS = "tests-only-0123456789-0123456789-0123456789-0123456789"
REFUS = [
    ({"PORTAIL_SAUVEGARDE_CLE": str(IDENTITE)}, "contient une clé privée"),
    (
        {"PORTAIL_SAUVEGARDE_CLE": f"{CLE_PUBLIQUE},age1abc"},
        "PORTAIL_SAUVEGARDE_CLE n’est pas comprise",
    ),
    ({"PORTAIL_CLE_SECRETE": None}, "PORTAIL_CLE_SECRETE n’est pas défini"),
    ({"PORTAIL_CLE_SECRETE": "courte"}, "trop courte"),
    ({"PORTAIL_CLE_SECRETE": DEMONSTRATION}, "n’est pas secrète"),
    ({"PORTAIL_CLE_SECRETE": "django-insecure-" + CLE}, "n’est pas secrète"),
    ({"PORTAIL_CLE_SECRETE": "abcd" * 20}, "n’est pas secrète"),
    ({"PORTAIL_CLES_DE_CHIFFREMENT": "courte"}, "trop courte"),
    (
        {"PORTAIL_CLES_DE_CHIFFREMENT": f"{CLE},{DEMONSTRATION}"},
        "PORTAIL_CLES_DE_CHIFFREMENT contient une clé connue",
    ),
    (
        {"PORTAIL_CLES_SECRETES_ANCIENNES": DEMONSTRATION},
        "PORTAIL_CLES_SECRETES_ANCIENNES contient une clé connue",
    ),
    (
        {"PORTAIL_CLES_SECRETES_ANCIENNES": f"{CLE}, {DEMONSTRATION}"},
        "ANCIENNES contient une clé connue",
    ),
    (
        {"PORTAIL_CLES_SECRETES_ANCIENNES": ESSAIS},
        "PORTAIL_CLES_SECRETES_ANCIENNES contient une clé connue",
    ),
    (
        {"PORTAIL_MOTS_DE_PASSE_VOLES": "api.pwnedpasswords.com"},
        "PORTAIL_MOTS_DE_PASSE_VOLES n’est pas comprise",
    ),
    (
        {"PORTAIL_MOTS_DE_PASSE_VOLES": "http://liste.exemple.fr/range/"},
        "doit commencer par https://",
    ),
    ({"PORTAIL_HOTES": None}, "PORTAIL_HOTES n’est pas défini"),
    ({"PORTAIL_HOTES": "*"}, "ne peut pas contenir « * »"),
    ({"PORTAIL_HOTES": "famille.exemple.fr,*.exemple.fr"}, "ne peut pas contenir « * »"),
    ({"PORTAIL_HOTES": "autre.exemple.fr"}, "ne contient pas famille.exemple.fr"),
    ({"PORTAIL_ADRESSE": None}, "PORTAIL_ADRESSE n’est pas défini"),
    ({"PORTAIL_ADRESSE": "http://famille.exemple.fr"}, "https://"),
    ({"PORTAIL_ADRESSE": "https://famille.exemple.fr/portail"}, "sans rien derrière"),
    ({"PORTAIL_MANDATAIRES": "0"}, "PORTAIL_MANDATAIRES vaut 1 au moins"),
    (
        {"PORTAIL_PAIEMENT_OPTIONS": "client=123456,mode=T,adresse=http://127.0.0.1:18000/tpa"},
        "faux PayFiP",
    ),
    (
        {"PORTAIL_PAIEMENT": DEMONSTRATION_DU_PAIEMENT, "PORTAIL_PAIEMENT_OPTIONS": None},
        "PORTAIL_PAIEMENT : le paiement de démonstration",
    ),
    ({"PORTAIL_BASE": "mysql://portail@127.0.0.1/portail"}, "base PostgreSQL"),
    ({"PORTAIL_BASE": "postgres://portail@127.0.0.1"}, "base PostgreSQL"),
    ({"PORTAIL_BASE": "127.0.0.1/portail"}, "base PostgreSQL"),
    ({"PORTAIL_REDIS": "127.0.0.1:6379"}, "PORTAIL_REDIS n’est pas comprise"),
    ({"PORTAIL_CLAMD": "127.0.0.1:3310"}, "PORTAIL_CLAMD n’est pas comprise"),
    ({"PORTAIL_COURRIEL": "courriel.exemple.fr"}, "PORTAIL_COURRIEL n’est pas comprise"),
    ({"PORTAIL_COURRIEL": "smtp://"}, "PORTAIL_COURRIEL n’est pas comprise"),
    ({"PORTAIL_ENVOI_INTERNE": "prive"}, "PORTAIL_ENVOI_INTERNE n’est pas comprise"),
    ({"PORTAIL_FUSEAU": "Reunion"}, "PORTAIL_FUSEAU n’est pas comprise"),
    ({"PORTAIL_FUSEAU": "../etc/passwd"}, "PORTAIL_FUSEAU n’est pas comprise"),
    ({"PORTAIL_TRAVAILLEURS": "deux"}, "PORTAIL_TRAVAILLEURS n’est pas comprise"),
    ({"PORTAIL_TRAVAILLEURS": "0"}, "PORTAIL_TRAVAILLEURS n’est pas comprise"),
    ({"PORTAIL_PORT": "99999"}, "PORTAIL_PORT n’est pas comprise : un nombre de 1 à 65535"),
    ({"PORTAIL_PORT": "0"}, "PORTAIL_PORT n’est pas comprise"),
    ({"PORTAIL_PORT": "abc"}, "PORTAIL_PORT n’est pas comprise"),
    ({"PORTAIL_JOURS_CONNECTES": "-1"}, "PORTAIL_JOURS_CONNECTES n’est pas comprise"),
    ({"PORTAIL_JOURS_CONNECTES": "91"}, "PORTAIL_JOURS_CONNECTES n’est pas comprise"),
    ({"PORTAIL_MINUTES_ANNULATION": "-5"}, "PORTAIL_MINUTES_ANNULATION n’est pas comprise"),
    ({"PORTAIL_ECOUTE": "127.0.0.1:99999"}, "PORTAIL_ECOUTE n’est pas comprise : le port"),
    ({"PORTAIL_ECOUTE": "127.0.0.1:abc"}, "PORTAIL_ECOUTE n’est pas comprise"),
    ({"PORTAIL_BASE": "postgres://portail@127.0.0.1:99999/p"}, "PORTAIL_BASE n’est pas comprise"),
    ({"PORTAIL_REDIS": "redis://127.0.0.1:redis/0"}, "PORTAIL_REDIS n’est pas comprise"),
    ({"PORTAIL_HSTS_SOUS_DOMAINES": "peut-être"}, "PORTAIL_HSTS_SOUS_DOMAINES n’est pas comprise"),
    (S3 | {"PORTAIL_S3_ADRESSE": "s3.exemple.fr"}, "PORTAIL_S3_ADRESSE n’est pas comprise"),
    (S3 | {"PORTAIL_S3_ADRESSE": None}, "PORTAIL_S3_CLE est défini sans PORTAIL_S3_ADRESSE"),
    (
        S3 | {"PORTAIL_S3_ADRESSE": "http://s3.exemple.fr"},
        "PORTAIL_S3_ADRESSE doit commencer par https://",
    ),
    (S3 | {"PORTAIL_S3_SECRET": None}, "PORTAIL_S3_SECRET n’est pas défini"),
    (S3 | {"PORTAIL_S3_PUBLIC": "prive"}, "le même seau"),
]


@pytest.mark.parametrize(
    ("changees", "phrase"), REFUS, ids=[f"{rang}-{p[:40]}" for rang, (_v, p) in enumerate(REFUS)]
)
def test_a_dangerous_or_missing_setting_stops_the_start_with_a_sentence(lire, changees, phrase):
    with pytest.raises(ImproperlyConfigured) as refus:
        lire(**changees)
    dit = str(refus.value)
    assert phrase in dit
    assert dit.endswith(".")
    assert len(dit.splitlines()) == 1
    assert re.search("PORTAIL_[A-Z]", dit)


def test_a_refusal_repeats_no_secret(lire):
    with pytest.raises(ImproperlyConfigured) as refus:
        lire(PORTAIL_COURRIEL="compte:motdepasse@courriel.exemple.fr")
    assert "motdepasse" not in str(refus.value)


CHACUN = {
    "rien": {},
    "redis": {"PORTAIL_REDIS": "redis://127.0.0.1:6379/0"},
    "s3": S3,
    "clamd": {"PORTAIL_CLAMD": "tcp://127.0.0.1:3310"},
    "smtp": {"PORTAIL_COURRIEL": "smtp://127.0.0.1:25"},
    "postgresql": {"PORTAIL_BASE": "postgres://portail@127.0.0.1/portail"},
}


@pytest.mark.parametrize("seul", CHACUN)
def test_each_service_is_optional_and_each_may_be_alone(lire, seul):
    absents = dict.fromkeys(("PORTAIL_BASE", "PORTAIL_CLAMD", "PORTAIL_COURRIEL", "PORTAIL_REDIS"))
    lus = lire(**(absents | CHACUN[seul]))
    assert (lus.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql") == (
        seul == "postgresql"
    )
    assert lus.CACHES["default"]["BACKEND"].endswith("RedisCache") == (seul == "redis")
    assert (lus.STORAGES["prive"]["BACKEND"] == "famille.socle.seau.Seau") == (seul == "s3")
    assert bool(lus.CLAMD) == (seul == "clamd")
    assert lus.MAILERS["default"]["BACKEND"].endswith("smtp.EmailBackend") == (seul == "smtp")


def test_postgresql_keeps_its_connections_and_proves_them_alive(lire):
    base = lire().DATABASES["default"]
    assert base["CONN_MAX_AGE"] > 0
    assert base["CONN_HEALTH_CHECKS"]
    assert base["OPTIONS"]["prepare_threshold"] == 5


def test_with_s3_pages_may_show_the_public_pictures_and_links_last_seconds(lire):
    lus = lire(**S3)
    assert "https://s3.exemple.fr" in lus.SECURE_CSP["img-src"]
    prive, public = (lus.STORAGES[nom]["OPTIONS"] for nom in ("prive", "default"))
    assert prive["querystring_auth"]
    assert prive["querystring_expire"] <= 60
    assert not public["querystring_auth"]


def test_a_debug_asked_by_the_environment_changes_nothing(lire):
    assert lire(PORTAIL_DEBUG="true").DEBUG is False


BAC_A_SABLE = "https://fcp-low.integ01.dev-franceconnect.fr/api/v2"
SERVEUR_D_ESSAI = "https://staging.particulier.api.gouv.fr"
SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": "portail.sqlite3"}
AILLEURS = {"ENGINE": "django.db.backends.postgresql", "HOST": "base.exemple.fr", "NAME": "portail"}


@pytest.mark.parametrize(
    ("reglages", "codes"),
    [
        ({}, []),
        ({"COURRIEL": ""}, ["portail.W008"]),
        ({"DEFAULT_FROM_EMAIL": "Portail <ne-pas-repondre@localhost>"}, ["portail.W009"]),
        ({"DATABASES": {"default": AILLEURS}}, ["portail.W006", "portail.W007"]),
        ({"DATABASES": {"default": AILLEURS}, "S3": "https://s3.exemple.fr"}, ["portail.W006"]),
        (
            {"DATABASES": {"default": AILLEURS | {"OPTIONS": {"sslmode": "verify-full"}}}},
            ["portail.W007"],
        ),
        ({"DATABASES": {"default": SQLITE}}, ["portail.W002"]),
        ({"PAIEMENT": {}, "CLAMD": ""}, ["portail.W001", "portail.W003"]),
        ({"PAIEMENT": {"mode": "T"}}, ["portail.W004"]),
        ({"DEMO": True}, ["portail.E002"]),
        ({"DATABASES": {"default": AILLEURS | {"HOST": "/run/postgresql"}}}, []),
        ({"CLES_DE_SAUVEGARDE": []}, ["portail.W010"]),
        ({"OPENID": {"franceconnect": franceconnect(BAC_A_SABLE, "c", "s")}}, ["portail.W011"]),
        ({"OPENID": {"franceconnect": franceconnect(FRANCECONNECT, "c", "s")}}, []),
        ({"API_PARTICULIER": api_particulier(SERVEUR_D_ESSAI, "jeton")}, ["portail.W012"]),
        ({"API_PARTICULIER": api_particulier("", "jeton")}, []),
    ],
)
def test_what_a_town_may_choose_and_should_not_is_a_warning(monkeypatch, reglages, codes):
    bons = {
        "COURRIEL": "smtp://x",
        "DEFAULT_FROM_EMAIL": "p@exemple.fr",
        "S3": "",
        "DATABASES": {"default": AILLEURS | {"HOST": "127.0.0.1"}},
        "OPENID": {},
        "API_PARTICULIER": {},
        "PAIEMENT": {"mode": "W"},
        "CLAMD": "tcp://127.0.0.1:3310",
        "DEMO": False,
        "CLES_DE_SAUVEGARDE": [CLE_PUBLIQUE],
    }
    monkeypatch.setattr(checks, "settings", SimpleNamespace(**(bons | reglages)))
    dits = checks.en_production(None)
    assert [dit.id for dit in dits] == codes
    assert all(dit.hint for dit in dits)


def test_the_keys_of_the_code_are_those_that_are_refused():
    """Otherwise the refusals above would be of keys that nobody uses."""
    reglages = Path(__file__).parents[3] / "site" / "portail" / "settings"
    assert DEMONSTRATION in (reglages / "dev.py").read_text()
    assert ESSAIS in (reglages / "test.py").read_text()


def test_production_keeps_refusals_in_its_log_as_lines_for_a_machine(lire):
    journaux = lire().LOGGING
    assert journaux["loggers"]["django.request"] == {"level": "WARNING", "filters": ["refus"]}
    assert journaux["filters"]["refus"] == {"()": "portail.surveillance.journaux.RefusOuPanne"}
    assert journaux["formatters"]["ligne"] == {"()": "portail.surveillance.journaux.LigneEnJson"}
    assert set(journaux["handlers"]) == {"console"}
