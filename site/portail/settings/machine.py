"""What the portal stands on: its database, its cache and sessions (which may fail in Redis without
stopping the portal), its files, who carries its mails."""

from pathlib import Path
from urllib.parse import urlsplit

import environ

from .lecture import Env
from .refus import exiger_une_base

ATTENTE = 20  # seconds, of the mail server
DUREE_LIEN = 30  # seconds a signed link to a private file lives
ATTENTE_CONNEXION, ATTENTE_LECTURE = 3, 15  # seconds
_BASE = {
    "BACKEND": "portail.cache.en_base.CacheEnBase",
    "LOCATION": "cache",
    # The counters of failed sign-ins live there: never so small that filling it forgets them.
    "OPTIONS": {"MAX_ENTRIES": 100_000},
}
# Wagtail writes to this one each time it shows a picture, the logo on every page: never in the
# database.
_IMAGES = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 60}
# What every page reads and nobody changes twice a day, in the memory of each process: another
# process sees a change five seconds later at most.
_PROCHE = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 5}
# Seconds that a session stays in Redis: its row is in the database, and one that was ended while
# Redis could not be told lives no longer than that.
_SESSION = 60


def base_de_donnees(choisie: dict) -> dict:
    """The DATABASES entry of the one that the town names."""
    exiger_une_base(choisie)
    if choisie["ENGINE"] == "django.db.backends.sqlite3":
        # WAL and IMMEDIATE, or two writers at once meet "database is locked" (measured,
        # docs/comprendre/architecture.md).
        options = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            ),
        }
        return choisie | {"OPTIONS": options}
    # Without a number here psycopg ignores `prepare=True`: bookings are prepared, the ORM's queries
    # never are.
    options = choisie.get("OPTIONS", {}) | {"prepare_threshold": 5}
    # Each thread keeps its connection (0.33 of the speed without; psycopg's pool ties), proved
    # alive at each request: a PostgreSQL that was started again costs nobody an error.
    return choisie | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def caches(redis: str) -> dict[str, dict]:
    """The CACHES setting; `redis`: its address, or ""."""
    if not redis:
        return {"default": _BASE, "renditions": _IMAGES, "proche": _PROCHE}
    sur_redis = {
        "BACKEND": "portail.cache.redis_secouru.RedisCache",
        "LOCATION": redis,
        # seconds: it answers in a thousandth
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
    return {
        "default": sur_redis | {"SECOURS": "secours"},
        "secours": _BASE,
        # Never in the stand-in: a session ended in the database would live on there.
        "sessions": sur_redis | {"SECOURS": "rien", "DUREE_MAX": _SESSION, "KEY_PREFIX": "session"},
        "rien": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
        "renditions": _IMAGES,
        "proche": _PROCHE,
    }


def seau(nom: str, *, adresse: str, cle: str, secret: str, region: str, prive: bool) -> dict:
    """The STORAGES entry of one bucket. A private one gives signed links only; no object has an ACL
    of its own."""
    from botocore.config import Config  # slow to import: only where there is a store

    options = {
        "endpoint_url": adresse,
        "access_key": cle,
        "secret_key": secret,
        "region_name": region,
        # A store that is gone is said while the family waits; by default it would be after minutes.
        "client_config": Config(
            s3={"addressing_style": "path"},
            signature_version="s3v4",
            connect_timeout=ATTENTE_CONNEXION,
            read_timeout=ATTENTE_LECTURE,
            retries={"total_max_attempts": 2},
        ),
        "file_overwrite": False,
        "default_acl": None,
        "bucket_name": nom,
        "querystring_auth": prive,
        "querystring_expire": DUREE_LIEN,
    }
    return {"BACKEND": "famille.socle.seau.Seau", "OPTIONS": options}


def magasins(env: Env, s3: str, var: Path) -> dict[str, dict]:
    """The two STORAGES that never share a root; `s3`: its address, or "" for folders."""
    if not s3:
        prive = {"location": var / "prive", "base_url": None}
        return {
            "default": {"BACKEND": "famille.socle.stockage.Dossier"},
            "prive": {"BACKEND": "famille.socle.stockage.Dossier", "OPTIONS": prive},
        }
    public, prive = seaux(env, s3)
    return {"default": public, "prive": prive}


def seaux(env: Env, adresse: str) -> tuple[dict, dict]:
    """The STORAGES entries of the public bucket, then of the private one, as `env` names them."""
    acces = {
        "adresse": adresse,
        "cle": env.str("PORTAIL_S3_CLE"),
        "secret": env.str("PORTAIL_S3_SECRET"),
        "region": env.str("PORTAIL_S3_REGION", default="us-east-1"),
    }
    public = seau(env.str("PORTAIL_S3_PUBLIC"), prive=False, **acces)
    return public, seau(env.str("PORTAIL_S3_PRIVE"), prive=True, **acces)


def origine(adresse: str) -> str:
    """https://s3.exemple.fr of https://s3.exemple.fr/anything."""
    morceaux = urlsplit(adresse)
    return f"{morceaux.scheme}://{morceaux.netloc}"


def facteur(adresse: str, dossier: Path) -> dict:
    """The MAILERS entry; `adresse`: "smtp+tls://user:password@host:587", or ""."""
    if not adresse:
        return {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": dossier},
        }
    lue = environ.Env.email_url_config(adresse)
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": lue["EMAIL_HOST"],
            "port": lue["EMAIL_PORT"] or 25,
            "username": lue["EMAIL_HOST_USER"] or "",
            "password": lue["EMAIL_HOST_PASSWORD"] or "",
            "use_tls": bool(lue.get("EMAIL_USE_TLS")),
            "use_ssl": bool(lue.get("EMAIL_USE_SSL")),
            "timeout": ATTENTE,
        },
    }
