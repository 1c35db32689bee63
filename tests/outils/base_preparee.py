"""The base of the tests, migrated once and copied afterwards: the first test of a run starts within
seconds.

The copy is named by a hash of all that decides what an empty base holds (migrations, models,
settings, locked packages), so a change of one of them makes a new one. SQLite's are kept from run
to run in `build/bases/`, or in the folder named by PORTAIL_TESTS_BASES; a PostgreSQL keeps its own
as a template database, for as long as it lives.

    python -m tests.outils.base_preparee   # makes it now, on the database of PORTAIL_BASE
"""

import contextlib
import fcntl
import functools
import gc
import hashlib
import os
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import Any

import django
from django.core.management.color import Style
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

RACINE = Path(__file__).parents[2]
DOSSIER = Path(os.environ.get("PORTAIL_TESTS_BASES") or RACINE / "build" / "bases")
DECISIFS = (
    "requirements-dev.txt",
    "*/migrations/*.py",
    "*/models/**/*.py",
    "*/apps.py",
    "site/portail/migrations/*.py",
    "site/portail/settings/*.py",
    "site/portail/apps.py",
)
GARDEES_JOURS = 7


def ouvrir() -> str:
    """Makes an empty migrated base for this process and points Django to it. Returns what `fermer`
    takes."""
    ancienne = str(connection.settings_dict["NAME"])
    if connection.vendor == "postgresql":
        _copier_postgresql()
    else:
        _copier_sqlite()
    # without a superuser, a test that commits is followed by a TRUNCATE, which the journals refuse
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute(
                f"ALTER DATABASE \"{connection.settings_dict['NAME']}\" SET famille.vider = 'oui'"
            )
        connection.close()
    # Put back row by row by tests/conftest.py: Django only looks whether it is there.
    setattr(connection, "_test_serialized_contents", "")  # noqa: B010 (a name that Django's types do not know)
    return ancienne


_VIDER = DatabaseOperations.sql_flush


def requetes_pour_vider(
    operations: DatabaseOperations, style: Style, tables: list[str], **options: Any
) -> list[str]:
    """Django's TRUNCATE makes the files of two hundred tables anew, half a second of a processor
    after each test that commits. Few hold a row: theirs are deleted, and neither foreign keys nor
    the journals are asked. It takes a superuser, which the tests' own server gives."""
    if options.get("reset_sequences") or not tables or not _peut_se_taire():
        return _VIDER(operations, style, tables, **options)
    noms = [operations.quote_name(table) for table in tables]
    with connection.cursor() as curseur:
        curseur.execute(f"SELECT {', '.join(f'EXISTS (SELECT FROM {nom})' for nom in noms)}")
        pleines = curseur.fetchone() or ()
    return [
        "SET LOCAL session_replication_role = replica",
        *(f"DELETE FROM {nom}" for nom, pleine in zip(noms, pleines, strict=True) if pleine),
        "SET LOCAL session_replication_role = origin",
    ]


def _peut_se_taire() -> bool:
    with connection.cursor() as curseur:
        curseur.execute("SELECT current_setting('is_superuser') = 'on'")
        return bool((curseur.fetchone() or (False,))[0])


def fermer(ancienne: str) -> None:
    connection.creation.destroy_test_db(ancienne, verbosity=0)


@functools.cache
def empreinte() -> str:
    """16 hexadecimal digits."""
    resume = hashlib.sha256()
    for fichier in sorted({fichier for motif in DECISIFS for fichier in RACINE.glob(motif)}):
        resume.update(
            str(fichier.relative_to(RACINE)).encode() + b"\0" + fichier.read_bytes() + b"\0"
        )
    return resume.hexdigest()[:16]


def _copier_sqlite() -> None:
    DOSSIER.mkdir(parents=True, exist_ok=True)
    modele = DOSSIER / f"{empreinte()}.sqlite3"
    with open(DOSSIER / "verrou", "w") as verrou:
        # the workers of one run ask for it together: one makes it
        fcntl.flock(verrou, fcntl.LOCK_EX)
        if not modele.exists():
            _migrer()
            _garder(modele)
            _oublier_les_vieilles()
            return
        os.utime(modele)
    nom = str(connection.settings_dict["TEST"]["NAME"])
    shutil.copyfile(modele, nom)
    _pointer(nom)


def _migrer() -> None:
    """Each migration makes models anew by the hundred. What is loaded stays, and the collector need
    not walk it each time; it comes less often, at the price of 200 MB."""
    allure = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 20, 1000)
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
    finally:
        gc.set_threshold(*allure)
        gc.collect()


def _garder(modele: Path) -> None:
    """Written aside, then renamed: a run that is killed leaves no half base."""
    essai = modele.with_suffix(".essai")
    essai.unlink(missing_ok=True)
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(essai)) as copie:
        connection.connection.backup(copie)
    connection.close()
    essai.replace(modele)


def _oublier_les_vieilles() -> None:
    """By the clock of the disk: a test may have moved the other one to next year."""
    verrou = DOSSIER / "verrou"
    verrou.touch()
    maintenant = verrou.stat().st_mtime
    for base in DOSSIER.glob("*.sqlite3"):
        if maintenant - base.stat().st_mtime > GARDEES_JOURS * 86_400:
            base.unlink(missing_ok=True)


def _copier_postgresql() -> None:
    creation: Any = connection.creation
    nom, modele = creation._get_test_db_name(), f"modele_{empreinte()}"
    with creation._nodb_cursor() as curseur:
        curseur.execute("SELECT pg_advisory_lock(417)")
        curseur.execute("SELECT 1 FROM pg_database WHERE datname = %s", [modele])
        if curseur.fetchone():
            curseur.execute(f'DROP DATABASE IF EXISTS "{nom}"')
            curseur.execute(f'CREATE DATABASE "{nom}" TEMPLATE "{modele}"')
        else:
            _migrer()
            connection.close()
            curseur.execute(f'CREATE DATABASE "{modele}" TEMPLATE "{nom}"')
    _pointer(nom)


def _pointer(nom: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = nom
    connection.ensure_connection()


def main() -> None:
    sys.path.insert(0, str(RACINE / "site"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "portail.settings.test"
    django.setup()
    fermer(ouvrir())


if __name__ == "__main__":
    main()
