"""The snapshot of a database and its way back: SQLite by its backup, PostgreSQL by pg_dump and
pg_restore."""

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
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
DE_DEBIAN = "/usr/lib/postgresql/{}/bin"
INTACTE = ". La base est restée comme elle était."


@dataclass(frozen=True)
class Cliche:
    """What one moment of the database held, beside the file that keeps it."""

    tables: dict[str, int]
    migrations: list[str]
    references: dict[str, set[str]]  # storage ("prive", "public") → the names of its files


def nom_du_cliche() -> str:
    return "base.sqlite3" if connection.vendor == "sqlite" else "base.pgdump"


def photographier(cible: Path) -> Cliche:
    """Write the database to `cible`; what it held at that very moment. SauvegardeRefusee: what is
    missing."""
    return _sqlite(cible) if connection.vendor == "sqlite" else _postgresql(cible)


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
        adresse, environnement = _acces()
        options = ["--format=custom", f"--snapshot={instantane}", f"--file={cible}"]
        options += ["--no-owner", "--no-privileges"]
        options += [f"--exclude-table-data={table}" for table in VOLATILES]
        fait = _lancer([programme, *adresse, *options], env=environnement)
        if fait.returncode:
            raise _echec(programme, fait.stderr)
        return _cliche(_lire)


def restaurer(source: Path) -> None:
    """Put the snapshot in the place of the database, whatever it holds. SauvegardeRefusee: what
    PostgreSQL said."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(source)) as copie:
            copie.backup(connection.connection)
        return
    _remettre_d_un_coup(source)
    indexer(connection)


def _remettre_d_un_coup(source: Path) -> None:
    """One transaction of psql takes away what is there and puts in what pg_restore reads. It is
    closed once pg_restore has read to the end: all is there, or nothing has changed."""
    pg_restore, psql = _programme("pg_restore"), _programme("psql")
    debut = "".join(["BEGIN;\n", *_retirer_ce_qui_est_la()])
    connection.close()
    # an archive that someone has touched may not make psql run a command of this machine; a
    # PostgreSQL too old for that (before August 2025) does not know the option, and is refused
    options = ["--no-owner", "--no-privileges", "--file=-", f"--restrict-key={token_hex(32)}"]
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as sommaire:
        sommaire.writelines(_a_remettre(pg_restore, source))
        sommaire.flush()
        _transmettre(
            [pg_restore, *options, f"--use-list={sommaire.name}", str(source)], psql, debut
        )


def _transmettre(lecture: list[str], psql: str, debut: str) -> None:
    """psql does `debut`, which opens a transaction, then what the command `lecture` says, and
    closes it if that command has come to its end."""
    adresse, environnement = _acces()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as plaintes:
        with (
            contextlib.suppress(BrokenPipeError),  # psql has stopped at a fault, which it tells
            subprocess.Popen(  # noqa: S603 - psql, with the settings of this site
                [psql, *adresse, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"],
                env=environnement,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=plaintes,
                text=True,
            ) as ecriture,
        ):
            assert ecriture.stdin
            ecriture.stdin.write(debut)
            ecriture.stdin.flush()
            lu = _lancer(lecture, stdout=ecriture.stdin)
            if not lu.returncode:
                ecriture.stdin.write("COMMIT;\n")
        plaintes.seek(0)
        if ecriture.returncode:
            raise _echec(psql, plaintes.read(), INTACTE)
    if lu.returncode:
        raise _echec(lecture[0], lu.stderr, INTACTE)


def _retirer_ce_qui_est_la() -> Iterable[str]:
    """The statements that take away the tables, and the functions of this role that no extension
    has brought: those of the journals' triggers, which the snapshot has too."""
    for table in noms_des_tables():
        yield f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)} CASCADE;\n"
    for (signature,) in _lire(
        "SELECT une.oid::regprocedure FROM pg_proc une"
        " WHERE une.pronamespace = current_schema()::regnamespace"
        " AND pg_has_role(une.proowner, 'USAGE') AND NOT EXISTS ("
        "SELECT FROM pg_depend lien WHERE lien.classid = 'pg_proc'::regclass"
        " AND lien.objid = une.oid AND lien.deptype = 'e')"
    ):
        yield f"DROP ROUTINE IF EXISTS {signature} CASCADE;\n"


def _a_remettre(programme: str, source: Path) -> Iterable[str]:
    """The lines of its table of contents, without what asks for a right that the owner of tables
    may not have, the extension of the search's indexes: these are made again as `preparer` does."""
    lu = _lancer([programme, "--list", str(source)])
    if lu.returncode:
        raise _echec(programme, lu.stderr, INTACTE)
    return [une for une in lu.stdout.splitlines(keepends=True) if not _DES_TRIGRAMMES.search(une)]


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
    return Cliche(compter(lire), migrations, references(lire))


def compter(lire: Lire = _lire) -> dict[str, int]:
    """The rows of each table of the database as it is, but what SQLite keeps for its full text
    indexes by itself."""
    tables = [nom for nom in noms_des_tables() if "_fts_" not in nom]
    comptes = {
        table: lire(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")[0][0]  # noqa: S608
        for table in tables
    }
    return {table: 0 if table in VOLATILES else nombre for table, nombre in comptes.items()}


def references(lire: Lire = _lire) -> dict[str, set[str]]:
    """Part ("prive", "public") → the names of the files that the database names now."""
    nommes: dict[str, set[str]] = {"prive": set(), "public": set()}
    for modele in apps.get_models():
        for champ in modele._meta.local_fields:
            if isinstance(champ, models.FileField):
                colonne = connection.ops.quote_name(str(champ.column))
                table = connection.ops.quote_name(modele._meta.db_table)
                lignes = lire(f"SELECT {colonne} FROM {table} WHERE {colonne} <> ''")  # noqa: S608
                noms = {nom for (nom,) in lignes}
                nommes["prive" if _est_prive(champ) else "public"] |= noms
    return nommes


def _est_prive(champ: models.FileField) -> bool:
    """Families' files have their storage given by a function; pictures of the pages use the default
    one."""
    stockage = getattr(champ, "_storage_callable", None)
    return stockage is not None and stockage() is storages["prive"]


def _programme(nom: str) -> str:
    """Its path, in the server's own version where Debian has several: an older program does not
    read what a newer one wrote, and the server may refuse what a newer one says."""
    version = getattr(connection, "pg_version", 0) // 10_000
    chemin = shutil.which(nom, path=DE_DEBIAN.format(version)) or shutil.which(nom)
    if chemin is None:
        raise SauvegardeRefusee(
            f"Le programme {nom} n’est pas installé sur cette machine : installez"
            " postgresql-client, dans une version au moins égale à celle du serveur, puis"
            " recommencez."
        )
    return chemin


def _lancer(
    commande: list[str], stdout: Any = subprocess.PIPE, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - PostgreSQL's own programs, with the settings of this site
        commande,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=_sans_les_notres() if env is None else env,
        text=True,
        check=False,
    )


def _acces() -> tuple[list[str], dict[str, str]]:
    """The options that lead to the database, and the environment. The password goes by the latter:
    a command line is read by everyone on the machine."""
    commande, environnement = connection.client.settings_to_cmd_args_env(
        connection.settings_dict, []
    )
    *avant, base = commande
    return [*avant[1:], f"--dbname={base}"], _sans_les_notres() | (environnement or {})


def _sans_les_notres() -> dict[str, str]:
    """The environment without the settings of the portal: the town's keys are none of PostgreSQL's
    business."""
    return {nom: mot for nom, mot in os.environ.items() if not nom.startswith("PORTAIL_")}


def _echec(programme: str, dit: str, suite: str = "") -> SauvegardeRefusee:
    [premiere, *_autres] = dit.strip().splitlines() or ["sans dire pourquoi"]
    return SauvegardeRefusee(f"{Path(programme).name} a échoué : {premiere[:300]}{suite}")
