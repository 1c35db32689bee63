"""Throws the demo town away: every table and every file, since trainees may have changed anything
in it."""

import shutil
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from .marque import exiger_une_base_de_demonstration


def tout_effacer() -> None:
    """Drop every table, remove private files, pictures and mails, then prepare the base anew. Refus
    on a real town."""
    exiger_une_base_de_demonstration()
    with transaction.atomic():
        _supprimer_les_tables()
    for dossier in (settings.VAR / "prive", settings.MEDIA_ROOT, settings.DOSSIER_COURRIELS):
        _vider(Path(dossier))
    call_command("preparer", verbosity=0)


def _supprimer_les_tables() -> None:
    """In one transaction: a process that reads meanwhile sees the old town or the new one."""
    suite = " CASCADE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as curseur:
        if connection.vendor == "sqlite":
            curseur.execute("PRAGMA defer_foreign_keys = ON")
        noms = connection.introspection.table_names(curseur)
        # Dropping a full text index drops the tables it is made of, which may not be dropped by
        # themselves.
        for nom in sorted(noms, key=lambda nom: not nom.endswith("_fts")):
            if nom in connection.introspection.table_names(curseur):
                curseur.execute(f"DROP TABLE {connection.ops.quote_name(nom)}{suite}")


def _vider(dossier: Path) -> None:
    """What the folder holds, not the folder: the server and the worker may be using it."""
    for contenu in dossier.iterdir() if dossier.is_dir() else ():
        with suppress(OSError):
            shutil.rmtree(contenu) if contenu.is_dir() else contenu.unlink()
