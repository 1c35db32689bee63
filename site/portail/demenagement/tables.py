"""The rows of a town, read alike from SQLite and from PostgreSQL, and hashed alike.

Without what the fields of models do on their way: what is encrypted stays as it was written, a date
is not renewed.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

import psycopg
from django.apps import apps
from django.db import connection, models
from psycopg.sql import SQL, Composable, Composed, Identifier

from portail.sauvegarde.bases import VOLATILES

from .arrivee import DemenagementRefuse

# Another shape on each engine: `update_index` makes it again from the pages.
INDEX = "wagtailsearch_"
DE_SQLITE = "sqlite_"  # what it has learnt of its tables, each night
LOT = 2000
_MODULE = 2**128


@dataclass(frozen=True)
class ConstatTable:
    """Of a table: how many rows, and a hash of them in whatever order they come."""

    lignes: int
    empreinte: str


@dataclass(frozen=True)
class Table:
    modele: type[models.Model]

    @property
    def nom(self) -> str:
        return self.modele._meta.db_table

    @cached_property
    def champs(self) -> list[models.Field]:
        return [champ for champ in self.modele._meta.local_concrete_fields if not champ.generated]

    @property
    def cle(self) -> models.Field:
        return self.modele._meta.pk

    @property
    def colonnes(self) -> Composed:
        noms: list[Composable] = [Identifier(str(champ.column)) for champ in self.champs]
        return SQL(", ").join(noms)

    @property
    def _lecture(self) -> Composed:
        cle = Identifier(str(self.cle.column))
        return SQL("SELECT {} FROM {} ORDER BY {}").format(self.colonnes, Identifier(self.nom), cle)

    def lire(self) -> Iterator[tuple]:
        """Each row of the site's SQLite, by its key, as PostgreSQL would give it."""
        convertisseurs = list(self._convertisseurs())
        with connection.cursor() as curseur:
            curseur.execute(self._lecture.as_string())
            while lignes := curseur.fetchmany(LOT):
                for ligne in lignes:
                    valeurs = list(ligne)
                    for rang, convertir in convertisseurs:
                        valeurs[rang] = convertir(valeurs[rang])
                    yield tuple(valeurs)

    def _convertisseurs(self) -> Iterator[tuple[int, Callable[..., Any]]]:
        """(rank of a column, function): what the engine itself makes of what it keeps; no field's
        own."""
        for rang, champ in enumerate(self.champs):
            colonne = champ.get_col(self.nom)
            for un in connection.ops.get_db_converters(colonne):
                yield rang, lambda valeur, un=un, colonne=colonne: un(valeur, colonne, connection)

    def relire(self, la_bas: psycopg.Connection) -> Iterator[tuple]:
        """The same rows in PostgreSQL."""
        with la_bas.transaction(), la_bas.cursor("relecture") as curseur:
            curseur.itersize = LOT
            yield from curseur.execute(self._lecture)

    def constater(self, la_bas: psycopg.Connection | None = None) -> ConstatTable:
        """Of the table here, or there."""
        compte = Compte(self)
        for ligne in self.lire() if la_bas is None else self.relire(la_bas):
            compte.ajouter(ligne)
        return compte.constat


class Compte:
    """The rows of a table as they go by."""

    def __init__(self, table: Table) -> None:
        self._json = [champ.get_internal_type() == "JSONField" for champ in table.champs]
        self._somme = 0
        self.lignes = 0

    def ajouter(self, ligne: tuple) -> None:
        dite = json.dumps(
            [_rediger(valeur, est_json) for valeur, est_json in zip(ligne, self._json, strict=True)]
        )
        self._somme += int.from_bytes(hashlib.sha256(dite.encode()).digest()[:16])
        self.lignes += 1

    @property
    def constat(self) -> ConstatTable:
        return ConstatTable(self.lignes, f"{self._somme % _MODULE:032x}")


def _rediger(valeur: object, est_json: bool) -> str | None:
    """The same text for the same value; "" is not None."""
    match valeur:
        case None:
            return None
        case datetime():
            return valeur.astimezone(UTC).isoformat()
        case bytes() | memoryview():
            return bytes(valeur).hex()
        case str() if est_json:
            return json.dumps(
                json.loads(valeur, parse_int=_nombre, parse_float=_nombre), sort_keys=True
            )
    return str(valeur)


def _nombre(texte: str) -> list[str]:
    """PostgreSQL writes 1e2 as 100 and -0 as 0; in a list, a number is never the text that it looks
    like."""
    valeur = Decimal(texte)
    return ["nombre", f"{valeur.normalize() if valeur else Decimal(0):f}"]


def tables() -> list[Table]:
    """Those that move, by name: every model's own, and those between two models."""
    modeles: list[Any] = list(apps.get_models(include_auto_created=True))
    gardes = [modele for modele in modeles if modele._meta.managed and not modele._meta.proxy]
    toutes = [Table(modele) for modele in gardes if not modele._meta.db_table.startswith(INDEX)]
    return sorted(toutes, key=lambda table: table.nom)


def exiger_de_tout_connaitre() -> None:
    """DemenagementRefuse: the base has rows in a table of no installed application, which would
    stay behind."""
    connues = {table.nom for table in tables()} | {"django_migrations", *VOLATILES}
    with connection.cursor() as curseur:
        autres = sorted(set(connection.introspection.table_names(curseur)) - connues)
        for nom in (nom for nom in autres if not nom.startswith((INDEX, DE_SQLITE))):
            curseur.execute(f"SELECT 1 FROM {connection.ops.quote_name(nom)} LIMIT 1")  # noqa: S608 - a table of the base
            if curseur.fetchone():
                raise DemenagementRefuse(
                    f"La table {nom} n’est à aucune application du portail, et ses lignes"
                    " resteraient ici : sauvegardez-la à part et supprimez-la, puis relancez cette"
                    " commande."
                )
