"""A second, empty database beside that of the tests: a folder (SQLite), a database of the same
server (PostgreSQL)."""

import contextlib
import sqlite3
import uuid

import psycopg
from django.db import connection
from psycopg import sql


@contextlib.contextmanager
def autre_base(dossier):
    """Gives (variables of the environment that lead there, function (table) → its rows in
    order)."""
    if connection.vendor == "sqlite":
        yield (
            {"PORTAIL_VAR": str(dossier)},
            lambda table: _lignes_sqlite(dossier / "portail.sqlite3", table),
        )
        return
    acces = connection.get_connection_params()
    serveur = {cle: acces[cle] for cle in ("host", "port", "user") if cle in acces}
    nom = f"autre_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(**serveur, dbname="postgres", autocommit=True) as maitre:
        maitre.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(nom)))
        try:
            adresse = f"postgres://{serveur['user']}@{serveur['host']}:{serveur['port']}/{nom}"
            variables = {"PORTAIL_VAR": str(dossier), "PORTAIL_BASE": adresse}
            yield variables, lambda table: _lignes_postgresql(serveur | {"dbname": nom}, table)
        finally:
            maitre.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(nom)))


def lignes_d_ici(table):
    """The rows of a table of the tests' own database, in order."""
    if connection.vendor == "sqlite":
        return _lignes_sqlite(connection.settings_dict["NAME"], table)
    with connection.cursor() as curseur:
        curseur.execute(f'SELECT t::text FROM "{table}" t')
        return sorted(curseur.fetchall(), key=repr)


def _lignes_sqlite(chemin, table):
    with contextlib.closing(sqlite3.connect(chemin)) as base:
        return sorted(base.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)


def _lignes_postgresql(acces, table):
    with psycopg.connect(**acces) as base:
        base.execute("SET TIME ZONE 'UTC'")
        return sorted(base.execute(f'SELECT t::text FROM "{table}" t').fetchall(), key=repr)
