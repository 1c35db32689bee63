"""A whole portal in processes of its own, as a newcomer has it: the fixtures `maison` and
`portail`."""

import contextlib
import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.db import connection

from tests.outils import base_preparee
from tests.ville.processus import enfants, port_libre

RACINE = Path(__file__).parents[2]


@pytest.fixture
def base_a_part(transactional_db, django_db_serialized_rollback, tmp_path):
    """On SQLite: a copy of the base that nobody else has open. That of the tests may have several
    connections in one process, since Django has its own beside Playwright's loop."""
    ancienne = connection.settings_dict["NAME"]
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(tmp_path / "a-part.sqlite3")) as copie:
        connection.connection.backup(copie)
    connection.close()
    connection.settings_dict["NAME"] = tmp_path / "a-part.sqlite3"
    yield
    connection.close()
    connection.settings_dict["NAME"] = ancienne


def manage(*arguments, **variables):
    """(exit code, what it said on stderr) of one command with the demo's settings."""
    fait = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=RACINE,
        env=environnement(**variables),
        capture_output=True,
        text=True,
        timeout=300,  # a migration of everything, on a machine that is busy
    )
    return fait.returncode, fait.stderr


def environnement(**variables):
    """No PORTAIL_ variable of this test run, but those given."""
    propre = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("PORTAIL_")}
    return (
        propre
        | {"DJANGO_SETTINGS_MODULE": "portail.settings.dev", "PYTHONUNBUFFERED": "1"}
        | variables
    )


@pytest.fixture(scope="session")
def maison(tmp_path_factory, du_passage):
    """The folder of a prepared portal, without the demo town: prepared once for all the workers of
    the run, each of which has its copy."""
    if du_passage is None:
        return str(_preparer(tmp_path_factory.mktemp("var")))
    commune = du_passage / "maison"
    with open(du_passage / "maison.verrou", "w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        if not commune.exists():
            _preparer(tmp_path_factory.mktemp("var")).rename(commune)
    return str(shutil.copytree(commune, tmp_path_factory.mktemp("maison") / "var"))


def _preparer(dossier: Path) -> Path:
    """Its migrations, which the base of the tests has just run from nothing, are not run again
    where that base is kept."""
    migree = base_preparee.DOSSIER / f"{base_preparee.empreinte()}.sqlite3"
    if migree.exists():
        shutil.copyfile(migree, dossier / "portail.sqlite3")
    code, erreurs = manage("preparer", PORTAIL_VAR=str(dossier))
    assert code == 0, erreurs
    return dossier


def attendre(condition, secondes=90):
    fin = time.monotonic() + secondes
    while time.monotonic() < fin:
        if resultat := condition():
            return resultat
        time.sleep(0.1)
    raise AssertionError("waited in vain")


class Portail:
    """A running `lancer`, its port and what it prints."""

    def __init__(self, dossier, **variables):
        self.port = port_libre()
        self.journal = Path(dossier) / f"journal-{self.port}"
        with self.journal.open("w") as sortie:
            self.processus = subprocess.Popen(
                [sys.executable, "manage.py", "lancer"],
                cwd=RACINE,
                env=environnement(PORTAIL_VAR=dossier, PORTAIL_PORT=str(self.port), **variables),
                stdout=sortie,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def ouvert(self):
        attendre(lambda: "Ctrl-C arrête tout" in self.dit() or self.processus.poll() is not None)
        return self

    def fermer(self):
        if self.processus.poll() is None:
            self.processus.terminate()
            self.processus.wait(60)

    def dit(self):
        return self.journal.read_text()

    def page(self, adresse="/sante/"):
        with urllib.request.urlopen(
            f"http://127.0.0.1:{self.port}{adresse}", timeout=10
        ) as reponse:
            return reponse.read().decode()

    def travailleur(self):
        """The pid of the `qcluster` process, None while there is none. Its children may outlive it
        by a moment and have the same name: only the supervisor's are looked at."""
        for pid in enfants(self.processus.pid):
            with contextlib.suppress(FileNotFoundError):
                if b"qcluster" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    return pid
        return None


@pytest.fixture
def portail(maison):
    portail = Portail(maison)
    try:
        yield portail.ouvert()
    finally:
        portail.fermer()
