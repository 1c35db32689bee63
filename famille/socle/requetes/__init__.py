"""Queries whose SQL Django writes once and then only fills in, for the few pages where it brings
15 % of the whole page (docs/decisions/11-une-seule-voie.md).

Writing the SQL of a rich query takes the ORM one to three milliseconds each time; running it, a
third of one. Here the queryset is still what says the query, on both databases, and what reads its
rows: only its SQL is kept, and on PostgreSQL its plan, which takes three times what the query does.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Expression, QuerySet, Value
from django.db.models.query import ValuesListIterable
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone
from psycopg.sql import Literal

TYPES: dict[type, str] = {  # of PostgreSQL
    bool: "boolean",
    int: "bigint",
    datetime: "timestamptz",
    date: "date",
    str: "varchar",
    UUID: "uuid",
}
_UNE_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_LONGUE = 64  # values of a list; beyond, the query itself is what takes time: Django writes it


class Parametre(Value):
    """A value of the query that each reading gives anew. `rang`: its place in a list."""

    def __init__(self, valeur: str | int | date | UUID, nom: str, rang: int | None = None) -> None:
        super().__init__(valeur, output_field=BigIntegerField() if type(valeur) is int else None)
        self.nom, self.rang = nom, rang

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        return "%s", (self,)

    def adapter(self, valeurs: dict[str, Any], connection: BaseDatabaseWrapper) -> Any:
        valeur = valeurs[self.nom] if self.rang is None else valeurs[self.nom][self.rang]
        return self.output_field.get_db_prep_value(valeur, connection)

    @property
    def cle(self) -> str:
        return self.nom if self.rang is None else f"{self.nom}{self.rang}"

    @property
    def type(self) -> str:
        return next(TYPES[genre] for genre in type(self.value).__mro__ if genre in TYPES)


@dataclass(frozen=True, eq=False)
class Ecrite:
    """The queryset, with what Django's compiler has made of it: `sql`, whose marks stand for
    `parametres`, some of them a Parametre."""

    lignes: QuerySet
    compilateur: SQLCompiler
    sql: str
    parametres: tuple

    @property
    def expressions(self) -> list[Expression]:
        return [choix[0] for choix in self.compilateur.select[: self.compilateur.col_count]]

    def lire(self, valeurs: dict[str, Any]) -> list:
        connection = connections[self.lignes.db]
        donnees = [
            un.adapter(valeurs, connection) if isinstance(un, Parametre) else un
            for un in self.parametres
        ]
        if connection.vendor != "postgresql":
            with connection.cursor() as curseur:
                curseur.execute(self.sql, donnees)
                return self.comprendre(curseur.fetchall())
        nommes = {
            un.cle: donnee
            for un, donnee in zip(self.parametres, donnees, strict=True)
            if isinstance(un, Parametre)
        }
        connection.close_if_health_check_failed()
        connection.ensure_connection()
        # Django's cursor over it: what counts, logs or forbids queries sees these too
        with connection._prepare_cursor(_Prepare(connection.connection)) as curseur:  # type: ignore[attr-defined]
            curseur.execute(self._pour_postgresql, nommes)
            return self.comprendre(curseur.fetchall())

    @cached_property
    def _pour_postgresql(self) -> str:
        """Its values named, each in a subquery: a planner that sees them finds for each reading a
        plan a little better than the one that serves all, and takes three times what it saves."""
        connection, restants = connections[self.lignes.db].connection, iter(self.parametres)

        def dire(trouve: re.Match) -> str:
            if trouve[0] == "%%":
                return "%%"
            un = next(restants)
            if isinstance(un, Parametre):
                return f"(SELECT %({un.cle})s::{un.type})::{un.type}"
            return Literal(un).as_string(connection).replace("%", "%%")

        return re.sub("%%|%s", dire, self.sql)

    def comprendre(self, rangees: Iterable[Sequence]) -> list:
        """What the queryset makes of these rows."""
        connection = connections[self.lignes.db]
        compilateur = copy(self.compilateur)
        compilateur.connection = connection  # of this thread
        if connection.vendor == "postgresql":  # SQLite's are those of one thread
            compilateur.__dict__["get_converters"] = lambda _expressions: self._conversions
        if self.lignes._iterable_class is ValuesListIterable:
            return list(compilateur.results_iter([list(rangees)], tuple_expected=True))
        compilateur.__dict__["execute_sql"] = lambda *_args, **_choix: [rangees]
        requete = copy(self.lignes.query)
        requete.get_compiler = lambda *_args, **_choix: compilateur  # type: ignore[method-assign]
        lignes = QuerySet.__new__(type(self.lignes))
        lignes.__dict__ = self.lignes.__dict__ | {"_query": requete}
        return list(lignes._iterable_class(lignes))  # type: ignore[call-overload]

    @cached_property
    def _conversions(self) -> dict[int, tuple]:
        """What Django makes of the columns that it does not take as they come."""
        compilateur = copy(self.compilateur)
        compilateur.connection = connections[self.lignes.db]
        return compilateur.get_converters(self.expressions)


class _Prepare(psycopg.Cursor):
    """Its statements are kept by the server."""

    def execute(self, query: Any, params: Any = None, **_choix: Any) -> "_Prepare":
        return super().execute(query, params, prepare=True)


class RequeteEcrite:
    """A query of named values, each an int, a date, a moment, a text, or a tuple of those for a
    `…__pk__in`.

    >>> def ages(enfants):  # doctest: +SKIP
    ...     return Enfant.objects.filter(pk__in=enfants).values_list("pk", "naissance")
    >>> RequeteEcrite(ages).lire(enfants=(3, 8))  # doctest: +SKIP

    Whatever changes is one of these values: what the query finds by itself, a setting or a key,
    stays that of the first reading. So would today and now, which is refused (ValueError), as is
    None, without which a query is written otherwise. Objects are given by their keys; no prefetch.
    """

    def __init__(self, dire: Callable[..., QuerySet]) -> None:
        self._dire = dire
        self._ecrites: dict[tuple, Ecrite] = {}

    def lire(self, **valeurs: Any) -> list:
        """What the queryset would give, as a list."""
        if None in valeurs.values():
            raise ValueError("a query is written otherwise without a value")
        longueurs = {nom: len(v) for nom, v in valeurs.items() if isinstance(v, tuple)}
        # nothing is in an empty list: Django asks nothing
        if not settings.RACCOURCIS or any(not 0 < n <= _LONGUE for n in longueurs.values()):
            return list(self._dire(**valeurs))
        # as many as a power of two: a few ways of writing serve all lengths
        for nom, longueur in longueurs.items():
            manquent = (1 << (longueur - 1).bit_length()) - longueur
            valeurs[nom] += valeurs[nom][-1:] * manquent
        cle = tuple(sorted((nom, isinstance(v, tuple) and len(v)) for nom, v in valeurs.items()))
        if cle not in self._ecrites:
            self._ecrites[cle] = self.ecrire(valeurs)
        return self._ecrites[cle].lire(valeurs)

    def ecrire(self, valeurs: dict[str, Any]) -> Ecrite:
        """The query for values of these types, and for lists of these lengths; its days are the
        town's, whoever reads it first."""
        marques = {
            nom: [Parametre(un, nom, rang) for rang, un in enumerate(valeur)]
            if isinstance(valeur, tuple)
            else Parametre(valeur, nom)
            for nom, valeur in valeurs.items()
        }
        lignes = self._dire(**marques)
        if lignes._prefetch_related_lookups:  # type: ignore[attr-defined]
            raise ValueError("what is written once has no prefetch")
        compilateur = lignes.query.get_compiler(lignes.db)
        with timezone.override(None):
            sql, parametres = compilateur.as_sql()
        if any(_est_une_date(un) for un in parametres):
            raise ValueError("a date written into the query would stay that of its first reading")
        compilateur.connection = None  # each reading has that of its thread
        return Ecrite(lignes, compilateur, sql, tuple(parametres))


def _est_une_date(parametre: Any) -> bool:
    """A day of some year: the end of time is always the same."""
    dite = parametre.isoformat() if isinstance(parametre, date) else parametre
    return isinstance(dite, str) and bool(_UNE_DATE.match(dite)) and dite != date.max.isoformat()
