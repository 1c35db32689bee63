"""The rows of a SQLite go to PostgreSQL: one transaction, in which they are read again and compared
before it ends."""

import itertools
import json
import re
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import psycopg
from django.db import connection
from django.utils import timezone
from psycopg.connection import Connection
from psycopg.errors import DataError
from psycopg.sql import SQL, Identifier, Literal

from portail.sauvegarde.lecture import DES_GENS

from .arrivee import Arrivee, DemenagementRefuse
from .tables import INDEX, Compte, ConstatTable, Table, exiger_de_tout_connaitre, tables

# The comment of this table keeps what a move has brought: when, and each table as it left it.
TEMOIN = "django_migrations"


def preparer(arrivee: Arrivee) -> dict[str, ConstatTable]:
    """The tables there, made by the migrations; what a former move has left in them, {} if there
    was none. DemenagementRefuse: that base is somebody's, or has served since."""
    exiger_de_tout_connaitre()
    with arrivee.branchee() as la_bas:
        if laisses := _laisses(la_bas):
            _exiger_que_rien_n_ait_servi(la_bas, laisses)
        else:
            _exiger_personne(la_bas)
    arrivee.gestion("migrate", "--verbosity", "0")
    return laisses


def porter(
    arrivee: Arrivee, laisses: dict[str, ConstatTable], suivre: Callable
) -> dict[str, ConstatTable]:
    """What each table holds, here and there. Nothing is written when a former move has already
    brought the same. DemenagementRefuse: PostgreSQL refuses a row, or what has arrived differs;
    there, nothing has changed then."""
    with arrivee.branchee() as la_bas:
        _exiger_la_meme_version(la_bas)
        if laisses:
            ici = {table.nom: table.constater() for table in suivre(tables(), "Tables de départ")}
            if ici == laisses:
                return ici
        with la_bas.transaction():
            _vider(la_bas)
            ici = {
                table.nom: _copier(table, la_bas) for table in suivre(tables(), "Copie des tables")
            }
            _suivre_les_cles(la_bas)
            _exiger_les_liens(la_bas)
            arrives = {
                table.nom: table.constater(la_bas)
                for table in suivre(tables(), "Relecture des tables")
            }
            _exiger_les_memes(ici, arrives)
            _noter(la_bas, arrives)
    return ici


def _laisses(la_bas: Connection) -> dict[str, ConstatTable]:
    curseur = la_bas.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [TEMOIN])
    [note] = curseur.fetchone() or [None]
    return (
        {nom: ConstatTable(**un) for nom, un in json.loads(note)["tables"].items()} if note else {}
    )


def _noter(la_bas: Connection, arrives: dict[str, Any]) -> None:
    note = {
        "quand": timezone.now().isoformat(),
        "tables": {nom: asdict(un) for nom, un in arrives.items()},
    }
    la_bas.execute(
        SQL("COMMENT ON TABLE {} IS {}").format(Identifier(TEMOIN), Literal(json.dumps(note)))
    )


def _exiger_personne(la_bas: Connection) -> None:
    presentes = _presentes(la_bas)
    etrangeres = presentes and TEMOIN not in presentes
    if etrangeres or any(_a_une_ligne(la_bas, nom) for nom in presentes.intersection(DES_GENS)):
        contenu = "d’autres tables" if etrangeres else "déjà des comptes ou des foyers"
        raise DemenagementRefuse(
            f"La base d’arrivée contient {contenu}, qu’aucun déménagement n’y a mis : rien n’est"
            " changé. Créez une base vide (createdb), et donnez son adresse dans PORTAIL_BASE."
        )


def _presentes(la_bas: Connection) -> set[str]:
    requete = "SELECT tablename FROM pg_tables WHERE schemaname = ANY (current_schemas(false))"
    return {nom for (nom,) in la_bas.execute(requete)}


def _a_une_ligne(la_bas: Connection, nom: str) -> bool:
    return (
        la_bas.execute(SQL("SELECT 1 FROM {} LIMIT 1").format(Identifier(nom))).fetchone()
        is not None
    )


def _exiger_que_rien_n_ait_servi(la_bas: Connection, laisses: dict[str, ConstatTable]) -> None:
    presentes = _presentes(la_bas)
    changees = [
        table.nom
        for table in tables()
        if table.nom not in laisses
        or table.nom not in presentes
        or table.constater(la_bas) != laisses[table.nom]
    ]
    if changees:
        raise DemenagementRefuse(
            "La base d’arrivée a changé depuis le déménagement précédent"
            f" ({', '.join(changees[:3])}{'…' if len(changees) > 3 else ''}) : quelqu’un s’en sert,"
            " et elle n’est pas touchée. Pour recommencer quand même, créez une base vide"
            " (createdb) et donnez son adresse."
        )


def _exiger_la_meme_version(la_bas: Connection) -> None:
    requete = "SELECT app, name FROM django_migrations"
    with connection.cursor() as curseur:
        curseur.execute(requete)
        ici = set(curseur.fetchall())
    if ici != set(la_bas.execute(requete)):
        raise DemenagementRefuse(
            "La base de départ n’est pas à la version de ce logiciel : lancez « manage.py preparer"
            " », puis relancez cette commande."
        )


def _vider(la_bas: Connection) -> None:
    """Of what the migrations have put there, or a former move. A trigger keeps rows from being
    deleted one by one."""
    noms = [
        *(table.nom for table in tables()),
        *(nom for nom in _presentes(la_bas) if nom.startswith(INDEX)),
    ]
    la_bas.execute("SET LOCAL famille.vider = 'oui'")  # the journals refuse it else
    la_bas.execute(SQL("TRUNCATE {}").format(SQL(", ").join(map(Identifier, noms))))


def _copier(table: Table, la_bas: psycopg.Connection) -> ConstatTable:
    compte = Compte(table)
    requete = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table.nom), table.colonnes)
    try:
        with la_bas.cursor() as curseur, curseur.copy(requete) as copie:
            for ligne in table.lire():
                compte.ajouter(ligne)
                copie.write_row(ligne)
    except psycopg.DataError as erreur:
        raise _refus(table, compte, erreur) from erreur
    return compte.constat


def _refus(table: Table, compte: Compte, erreur: DataError) -> DemenagementRefuse:
    """Which row and which column, never what is in it."""
    dit = re.search(r"line (\d+)(?:, column (\w+))?", erreur.diag.context or "")
    rang = int(dit[1]) if dit else compte.lignes
    fautive = next(itertools.islice(table.lire(), rang - 1, None))
    cle = fautive[table.champs.index(table.cle)]
    colonne = f", colonne {dit[2]}" if dit and dit[2] else ""
    return DemenagementRefuse(
        f"PostgreSQL refuse une ligne que SQLite gardait : table {table.nom}, clé {cle}{colonne}"
        f" ({type(erreur).__name__}). Corrigez-la ici, puis relancez cette commande ; rien n’a été"
        " écrit là-bas."
    )


def _suivre_les_cles(la_bas: Connection) -> None:
    """The next key of each table, as SQLite would give it: the key of a deleted row is not given
    again."""
    with connection.cursor() as ici:
        ici.execute("SELECT name, seq FROM sqlite_sequence")
        derniers = dict(ici.fetchall())
    for table in (table for table in tables() if derniers.get(table.nom)):
        sequence = "pg_get_serial_sequence(quote_ident(%s), %s)"
        la_bas.execute(
            f"SELECT setval({sequence}, %s)", [table.nom, table.cle.column, derniers[table.nom]]
        )


def _exiger_les_liens(la_bas: Connection) -> None:
    try:
        la_bas.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except psycopg.IntegrityError as erreur:
        raise DemenagementRefuse(
            f"Une ligne de {erreur.diag.table_name} en désigne une qui n’existe pas"
            f" ({erreur.diag.constraint_name}) : corrigez-la ici, puis relancez cette commande ;"
            " rien n’a été écrit là-bas."
        ) from erreur


def _exiger_les_memes(ici: dict[str, Any], arrives: dict[str, Any]) -> None:
    ecarts = [nom for nom, constat in ici.items() if arrives[nom] != constat]
    if ecarts:
        raise DemenagementRefuse(
            "Relues à l’arrivée, ces tables ne sont pas celles de départ :"
            f" {', '.join(ecarts[:5])}. Rien n’a été gardé là-bas. Dites-le à ceux qui maintiennent"
            " le portail."
        )
