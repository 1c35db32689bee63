"""Where files are kept: folders of the machine, or two S3 buckets."""

from pathlib import Path
from urllib.parse import urlsplit

from .lecture import Env

DUREE_LIEN = 30  # seconds a signed link to a private file lives
ATTENTE_CONNEXION, ATTENTE_LECTURE = 3, 15  # seconds


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
