"""Django for a bench: an empty database with its tables, in a process of its own."""

import argparse
import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from bench.outils import machine
from bench.outils.machine import RACINE
from tests import production, serveurs


def mesurer_a_part(
    module: str,
    description: str | None,
    mesurer: Callable[[], dict],
    *,
    durable: bool = False,
    sqlite: bool = False,
    reglages: str = "bench.reglages.taches_a_part",
) -> dict | None:
    """What `mesurer` gives, called by `python -m module` in a process of its own on a new
    PostgreSQL, with the facts of the machine. None in that process, which has nothing more to do.

    `mesurer` gives its database's facts as "base", and starts Django with `reglages`; `durable`: a
    PostgreSQL that keeps what it confirms; `sqlite`: a file instead of it. The other words of the
    command line are the caller's, said again to that process."""
    analyseur = argparse.ArgumentParser(description=description)
    # the child that measures writes there
    analyseur.add_argument("--ici", type=Path, help=argparse.SUPPRESS)
    choix, reste = analyseur.parse_known_args()
    finir_proprement()
    if choix.ici:
        choix.ici.write_text(json.dumps(mesurer()))
        return None
    with (
        tempfile.TemporaryDirectory(prefix="portail-bench-") as dossier,
        nullcontext("") if sqlite else serveurs.postgresql(durable=durable) as adresse,
    ):
        base = adresse or f"sqlite:///{dossier}/portail.sqlite3"
        sortie = Path(dossier) / "mesures.json"
        commande = [sys.executable, "-m", module, "--ici", str(sortie), *reste]
        environnement = os.environ | {"PORTAIL_BASE": base, "PORTAIL_VAR": dossier}
        if reglages == "bench.reglages.ville":
            environnement = d_une_ville(dossier, adresse)
        subprocess.run(commande, env=environnement, check=True)
        lues = json.loads(sortie.read_text())
    return {"machine": machine.faits() | lues.pop("base"), **lues}


def d_une_ville(dossier: str, base: str) -> dict[str, str]:
    """The environment of a town in production that stands on this database, without Redis; its
    static files are collected in this folder."""
    return production.environnement(dossier) | {
        "PORTAIL_BASE": base,
        "PORTAIL_ADRESSE": "https://localhost",
        "PORTAIL_HOTES": "localhost,127.0.0.1",
        "PORTAIL_PAIEMENT": "",
        "PORTAIL_CLAMD": "",
        "PORTAIL_STATIQUES": str(Path(dossier) / "statiques"),
    }


def demarrer(reglages: str = "bench.reglages.taches_a_part") -> None:
    sys.path[:0] = [str(RACINE / "site"), str(RACINE)]
    os.environ["DJANGO_SETTINGS_MODULE"] = reglages
    import django
    from django.core.management import call_command
    from django.urls import get_resolver

    django.setup()
    if reglages == "bench.reglages.ville":
        call_command("collectstatic", verbosity=0, interactive=False)
    call_command("migrate", verbosity=0, interactive=False)
    _comme_preparee()
    get_resolver().url_patterns  # noqa: B018 - imports every view, as a server does at its start
    gc.freeze()  # as gunicorn.conf.py does


def finir_proprement() -> None:
    """Told to stop, stop what was started too: PostgreSQL, gunicorn."""
    signal.signal(signal.SIGTERM, lambda _numero, _cadre: sys.exit(143))


def version_de_la_base() -> dict[str, str]:
    from django.db import connection

    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as curseur:
        curseur.execute("SHOW server_version")
        return {"postgresql": curseur.fetchone()[0]}


def copier_la_base(depuis: str, vers: str) -> None:
    """A second database of the same PostgreSQL, like the first; beside it, on SQLite."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as curseur:
            curseur.execute("VACUUM INTO %s", [vers])
        return
    ouvrir_la_base("template1")
    with connection.cursor() as curseur:
        curseur.execute(f'CREATE DATABASE "{vers}" TEMPLATE "{depuis}"')


def ouvrir_la_base(nom: str) -> None:
    """From now on Django speaks to this one, and keeps nothing of the last one in its memory."""
    from django.core.cache import caches
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = nom
    if nom != "template1":
        _comme_preparee()
        caches["proche"].clear()


def _comme_preparee() -> None:
    """What `preparer` says to PostgreSQL of a base is not copied with it; a connection that is open
    already does not hear it."""
    from django.db import connection

    from portail.management.commands.preparer import repondre_sans_compiler

    repondre_sans_compiler()
    connection.close()
