"""Where a town moves to: said by the file of environment with which it will be started there, so
that no password is in a command line, and what was tried is what will serve."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import Storage
from django.db import connection
from psycopg.types.string import TextLoader
from storages.backends.s3 import S3Storage

from famille.socle.erreurs import Refus
from portail.settings.lecture import Env
from portail.settings.machine import seaux
from portail.settings.refus import exiger_des_formes, exiger_un_stockage_entier, exiger_une_base

ADRESSE = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
CLES = ("PORTAIL_CLES_DE_CHIFFREMENT", "PORTAIL_CLE_SECRETE", "PORTAIL_CLES_SECRETES_ANCIENNES")


class DemenagementRefuse(Refus):
    """A move that is not done. The message says why, what has been written, and what to do next."""


@dataclass(frozen=True)
class Arrivee:
    """`environnement`: of the portal there; `base`: its PostgreSQL, as Django's settings have it,
    None when the base does not move; `lieux`: part (portail.sauvegarde.fichiers) → its bucket,
    empty when the files do not move."""

    environnement: dict[str, str]
    base: dict | None
    lieux: dict[str, Storage]

    @contextlib.contextmanager
    def branchee(self) -> Iterator[psycopg.Connection]:
        """A connection to its base, for the time of a block: no query of the site's own goes there
        by mistake. DemenagementRefuse: it does not answer."""
        base = self.base or {}
        adresse: dict[str, Any] = {mot: base.get(nom) or None for mot, nom in ADRESSE.items()}
        try:
            la_bas = psycopg.connect(**(adresse | base.get("OPTIONS", {})), autocommit=True)
        except psycopg.OperationalError as erreur:
            raise DemenagementRefuse(
                "La base d’arrivée ne répond pas, ou refuse : vérifiez PORTAIL_BASE, et que cette"
                " base est créée. Rien n’a été changé."
            ) from erreur
        with contextlib.closing(la_bas):
            for genre in ("jsonb", "inet", "cidr"):  # as SQLite has them
                la_bas.adapters.register_loader(genre, TextLoader)
            yield la_bas

    def gestion(self, *arguments: str) -> None:
        """`manage.py` there, as an installation of its own: migrations write to their default base.
        DemenagementRefuse: what it said last."""
        commande = [sys.executable, str(settings.RACINE / "manage.py"), *arguments]
        fait = subprocess.run(  # noqa: S603
            commande, env=self.environnement, capture_output=True, text=True, check=False
        )
        if fait.returncode:
            dit = (fait.stderr.strip() or fait.stdout.strip()).splitlines()
            raise DemenagementRefuse(
                f"« manage.py {arguments[0]} » a échoué à l’arrivée :"
                f" {dit[-1][:300] if dit else fait.returncode}. Corrigez, puis relancez cette"
                " commande."
            )


def lire(chemin: Path) -> Arrivee:
    """What the file says, over the environment of now. DemenagementRefuse: it moves nothing, or
    leads to no such base, to no such bucket, or to a town with other keys."""
    variables = _variables(chemin)
    environnement = dict(os.environ) | variables
    try:
        exiger_des_formes(environnement)
        exiger_un_stockage_entier(environnement)
        arrivee = Arrivee(environnement, _base(environnement), _lieux(environnement))
    except ImproperlyConfigured as erreur:
        raise DemenagementRefuse(f"{chemin} : {erreur}") from erreur
    if arrivee.base is None and not arrivee.lieux:
        raise DemenagementRefuse(
            f"{chemin} ne change ni la base ni les fichiers : donnez-y PORTAIL_BASE (postgres://…),"
            " les PORTAIL_S3_…, ou les deux."
        )
    _exiger_les_memes_cles(environnement)
    return arrivee


def _variables(chemin: Path) -> dict[str, str]:
    class Fichier(Env):
        ENVIRON: dict[str, str] = {}

    try:
        Fichier.read_env(chemin.open(encoding="utf-8"))
    except (OSError, UnicodeError) as erreur:
        raise DemenagementRefuse(
            f"Le fichier {chemin} ne se lit pas ({type(erreur).__name__})."
        ) from erreur
    return Fichier.ENVIRON


def _base(environnement: dict[str, str]) -> Any:
    adresse = environnement.get("PORTAIL_BASE", "")
    base = Env().db_url_config(adresse) if adresse else {}
    if not adresse or _designe(base) == _designe(settings.DATABASES["default"]):
        return None
    exiger_une_base(base)
    if not base["ENGINE"].endswith("postgresql"):
        raise DemenagementRefuse(
            "PORTAIL_BASE doit mener à PostgreSQL : postgres://compte:secret@hote:5432/nom."
        )
    if connection.vendor != "sqlite":
        raise DemenagementRefuse(
            "La base de cette ville est déjà PostgreSQL : pour la porter sur un autre serveur,"
            " prenez « sauvegarder » puis « restaurer »."
        )
    return base


def _designe(base: Any) -> list[Any]:
    return [str(base.get(nom) or "") for nom in ("ENGINE", "HOST", "PORT", "NAME")]


def _lieux(environnement: dict[str, str]) -> dict[str, Any]:
    adresse = environnement.get("PORTAIL_S3_ADRESSE", "")
    if not adresse or adresse == settings.S3:
        return {}
    lecture = type("Lecture", (Env,), {"ENVIRON": environnement})()
    public, prive = (S3Storage(**un["OPTIONS"]) for un in seaux(lecture, adresse))
    return {"prive": prive, "public": public}


def _exiger_les_memes_cles(environnement: dict[str, str]) -> None:
    """Each key that may have encrypted something here is known there."""
    la_bas = {cle.strip() for nom in CLES for cle in environnement.get(nom, "").split(",")}
    ici = {settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS, *settings.CLES_DE_CHIFFREMENT}
    if any(environnement.get(nom) for nom in CLES) and not ici <= la_bas:
        raise DemenagementRefuse(
            "Les clés de ce fichier ne sont pas celles de cette ville : les IBAN, la santé et les"
            f" seconds facteurs ne se liraient plus. Recopiez-y {', '.join(CLES[:2])} et {CLES[2]}."
        )
