"""The snapshot of a database and its way back: SQLite by its backup, PostgreSQL by pg_dump and
pg_restore."""

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.storage import storages
from django.db import connection, models, transaction

from famille.journal.trigrammes import indexer

from .manifeste import VOLATILES, SauvegardeRefusee

# In the table of contents of a snapshot: "3; 3079 16385 EXTENSION - pg_trgm", "4; 0 0 COMMENT -
# EXTENSION pg_trgm", "5; 1259 17000 INDEX public foyer_recherche_trigrammes"
_DES_TRIGRAMMES = re.compile(r" EXTENSION (?:- )?pg_trgm\b| INDEX \S+ \w+_trigrammes\b")
Lire = Callable[[str], list[tuple]]


@dataclass(frozen=True)
class Cliche:
    """What one moment of the database held, beside the file that keeps it."""

    tables: dict[str, int]
    migrations: list[str]
    references: dict[str, set[str]]  # storage ("prive", "public") → the names of its files


def moteur() -> str:
    return connection.vendor


def nom_du_cliche() -> str:
    return "base.sqlite3" if moteur() == "sqlite" else "base.pgdump"


def photographier(cible: Path) -> Cliche:
    """Write the database to `cible`; what it held at that very moment. SauvegardeRefusee: what is
    missing."""
    return _sqlite(cible) if moteur() == "sqlite" else _postgresql(cible)


def _sqlite(cible: Path) -> Cliche:
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(cible)) as copie:
        connection.connection.backup(copie)
        copie.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten too
        for table in VOLATILES:
            if copie.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchone():
                copie.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of ours
        copie.commit()
        return _cliche(lambda requete: copie.execute(requete).fetchall())


def _postgresql(cible: Path) -> Cliche:
    """pg_dump reads the snapshot of a transaction of ours, in which the counts are made: both saw
    the same moment."""
    programme = _programme("pg_dump")
    with transaction.atomic():
        with connection.cursor() as curseur:
            curseur.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            curseur.execute("SELECT pg_export_snapshot()")
            [instantane] = curseur.fetchone()
        options = [
            "--format=custom",
            f"--snapshot={instantane}",
            f"--file={cible}",
            "--no-owner",
            "--no-privileges",
        ]
        _executer(programme, [*options, *(f"--exclude-table-data={table}" for table in VOLATILES)])
        return _cliche(_lire)


def restaurer(source: Path) -> None:
    """Put the snapshot in the place of the database, whatever it holds. SauvegardeRefusee: what
    PostgreSQL said."""
    if moteur() == "sqlite":
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(source)) as copie:
            copie.backup(connection.connection)
        return
    programme = _programme("pg_restore")
    with connection.cursor() as curseur:
        for table in noms_des_tables():
            curseur.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)} CASCADE")
    connection.close()
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as sommaire:
        sommaire.writelines(_a_remettre(programme, source))
        sommaire.flush()
        options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
        _executer(programme, [*options, f"--use-list={sommaire.name}"], [str(source)])
    indexer(connection)


def _a_remettre(programme: str, source: Path) -> Iterable[str]:
    """The lines of its table of contents, without what asks for a right that the owner of tables
    may not have, the extension of the search's indexes: these are made again as `preparer` does."""
    sommaire = subprocess.run(  # noqa: S603 - pg_restore, on our own snapshot
        [programme, "--list", str(source)], capture_output=True, text=True, check=True
    ).stdout
    return [une for une in sommaire.splitlines(keepends=True) if not _DES_TRIGRAMMES.search(une)]


def compter() -> dict[str, int]:
    """The rows of each table of the database as it is."""
    return _comptes(_lire)


def references() -> dict[str, set[str]]:
    """Part ("prive", "public") → the names of the files that the database names now."""
    return _references(_lire)


def _lire(requete: Any) -> Any:
    with connection.cursor() as curseur:
        curseur.execute(requete)
        return curseur.fetchall()


def noms_des_tables() -> list[str]:
    return sorted(connection.introspection.table_names())


def _cliche(lire: Lire) -> Cliche:
    migrations = [
        f"{app}.{nom}" for app, nom in lire("SELECT app, name FROM django_migrations ORDER BY id")
    ]
    return Cliche(_comptes(lire), migrations, _references(lire))


def _comptes(lire: Callable[[Any], Any] | Callable[[str], list[tuple[Any, ...]]]) -> dict[str, Any]:
    """Of every table, but what SQLite keeps for its full text indexes by itself."""
    tables = [nom for nom in noms_des_tables() if "_fts_" not in nom]
    comptes = {
        table: lire(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")[0][0]  # noqa: S608
        for table in tables
    }
    return {table: 0 if table in VOLATILES else nombre for table, nombre in comptes.items()}


def _references(lire: Callable[[str], Iterable[tuple[str, ...]]]) -> dict[str, set[str]]:
    references: dict[str, set[str]] = {"prive": set(), "public": set()}
    for modele in apps.get_models():
        for champ in modele._meta.local_fields:
            if isinstance(champ, models.FileField):
                colonne = connection.ops.quote_name(str(champ.column))
                requete = (
                    f"SELECT {colonne} FROM {connection.ops.quote_name(modele._meta.db_table)}"  # noqa: S608
                )
                noms = {nom for (nom,) in lire(f"{requete} WHERE {colonne} <> ''")}
                references["prive" if _est_prive(champ) else "public"] |= noms
    return references


def _est_prive(champ: models.FileField) -> bool:
    """Families' files have their storage given by a function; pictures of the pages use the default
    one."""
    stockage = getattr(champ, "_storage_callable", None)
    return stockage is not None and stockage() is storages["prive"]


def _programme(nom: str) -> str:
    chemin = shutil.which(nom)
    if chemin is None:
        raise SauvegardeRefusee(
            f"Le programme {nom} n’est pas installé sur cette machine : installez"
            " postgresql-client, dans une version au moins égale à celle du serveur, puis"
            " recommencez."
        )
    return chemin


def _executer(programme: str, options: Sequence[str], fin: Sequence[str] = ()) -> None:
    """The password goes by the environment: a command line is read by everyone on the machine."""
    commande, environnement = connection.client.settings_to_cmd_args_env(
        connection.settings_dict, []
    )
    *avant, base = commande
    adresse = [*avant[1:], f"--dbname={base}"]
    fait = subprocess.run(  # noqa: S603 - pg_dump or pg_restore, with the settings of this site
        [programme, *adresse, *options, *fin],
        env=os.environ | (environnement or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if fait.returncode:
        dit = fait.stderr.strip().splitlines()
        raise SauvegardeRefusee(
            f"{Path(programme).name} a échoué : {dit[0][:300] if dit else fait.returncode}"
        )
