"""Django for a bench: an empty database with its tables, in a process of its own."""

import os
import signal
import sys

from bench.machine import RACINE


def demarrer(reglages: str = "bench.reglages") -> None:
    sys.path[:0] = [str(RACINE / "site"), str(RACINE)]
    os.environ["DJANGO_SETTINGS_MODULE"] = reglages
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


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
    """A second database of the same PostgreSQL, like the first."""
    from django.db import connection

    ouvrir_la_base("template1")
    with connection.cursor() as curseur:
        curseur.execute(f'CREATE DATABASE "{vers}" TEMPLATE "{depuis}"')


def ouvrir_la_base(nom: str) -> None:
    """From now on Django speaks to this one."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = nom
