"""Django for a bench: an empty database with its tables, in a process of its own."""

import os
import sys

from bench.machine import RACINE


def demarrer(reglages: str = "bench.reglages") -> None:
    sys.path[:0] = [str(RACINE / "site"), str(RACINE)]
    os.environ["DJANGO_SETTINGS_MODULE"] = reglages
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


def version_de_la_base() -> dict[str, str]:
    from django.db import connection

    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as curseur:
        curseur.execute("SHOW server_version")
        return {"postgresql": curseur.fetchone()[0]}
