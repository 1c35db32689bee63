"""Queries whose SQL Django writes once and then only fills in, for the pages that a whole town
opens at once.

Writing the SQL of a rich query takes the ORM one to three milliseconds each time; running it, a
third of one. A page of the calendar spent half of its time writing the same nine queries. Here the
queryset is still what says the query, on both databases, and what reads its rows: only its SQL is
kept, and on PostgreSQL its plan, which takes three times what the query does
(docs/comprendre/moteur.md, "Queries written once").
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import ValuesListIterable
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

from .enonces import Enonce, Lot, de_longueur_un, en_sql
from .valeurs import Parametre

_UNE_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_LONGUE = (
    64  # values of a list; beyond, the query itself is what takes time, and it is written each time
)


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
        """What the columns are made of, in their order."""
        return [choix[0] for choix in self.compilateur.select[: self.compilateur.col_count]]

    def lire(self, valeurs: dict[str, Any]) -> list:
        """What the queryset gives with these values."""
        connection = connections[self.lignes.db]
        parametres = self._adapter(valeurs, connection)
        return self._executer(connection, as_sql=lambda *_args, **_choix: (self.sql, parametres))

    def rangees(self, valeurs: dict[str, Any]) -> list[tuple]:
        """Its rows with these values as the database gives them, for `comprendre`."""
        connection = connections[self.lignes.db]
        with connection.cursor() as curseur:
            curseur.execute(self.sql, self._adapter(valeurs, connection))
            return curseur.fetchall()

    def _adapter(self, valeurs: dict[str, Any], connection: BaseDatabaseWrapper) -> tuple:
        return tuple(
            un.adapter(valeurs, connection) if isinstance(un, Parametre) else un
            for un in self.parametres
        )

    @cached_property
    def _enonce(self) -> Enonce:
        return Enonce(en_sql(self))

    def lire_preparee(self, valeurs: dict[str, Any]) -> list:
        """The same on PostgreSQL, planned once a connection; lists are of any length, for a query
        written for one value of each."""
        texte, parametres = self._enonce.avec(valeurs)
        with curseur_qui_prepare(connections[self.lignes.db]) as curseur:
            curseur.execute(texte, parametres)
            return self.comprendre(curseur.fetchall())

    def comprendre(self, rangees: Iterable[Sequence]) -> list:
        """What the queryset makes of these rows, which were read elsewhere with its SQL."""
        if self._telles_quelles:
            return list(map(tuple, rangees))
        connection = connections[self.lignes.db]
        return self._executer(connection, execute_sql=lambda *_args, **_choix: [rangees])

    @cached_property
    def _telles_quelles(self) -> bool:
        """Whether the queryset gives its rows as they come."""
        return self.lignes._iterable_class is ValuesListIterable and not self._conversions

    @cached_property
    def _conversions(self) -> dict[int, tuple]:
        """What Django makes of the columns that it does not take as they come: asked of each of
        them at each reading, it took a thirtieth of a page."""
        compilateur = copy(self.compilateur)
        compilateur.connection = connections[self.lignes.db]
        return compilateur.get_converters(self.expressions)

    def _executer(self, connection: BaseDatabaseWrapper, **remplacees: Any) -> list:
        compilateur = copy(self.compilateur)
        compilateur.connection = connection  # of this thread
        compilateur.__dict__ |= remplacees
        if connection.vendor == "postgresql":  # SQLite's are those of one thread
            compilateur.__dict__["get_converters"] = lambda _expressions: self._conversions
        requete = copy(self.lignes.query)
        requete.get_compiler = lambda *_args, **_choix: compilateur  # type: ignore[method-assign]
        lignes = QuerySet.__new__(type(self.lignes))
        lignes.__dict__ = self.lignes.__dict__ | {"_query": requete}
        return list(lignes._iterable_class(lignes))  # type: ignore[call-overload]


class _Prepare(psycopg.RawCursor):
    """Its statements are written for the server ($1, $2), which keeps them."""

    def execute(self, query: Any, params: Any = None, **_choix: Any) -> "_Prepare":
        return super().execute(query, params, prepare=True)


def curseur_qui_prepare(connection: BaseDatabaseWrapper) -> Any:
    """Django's cursor over it: what counts, logs or forbids queries sees these too."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    return connection._prepare_cursor(_Prepare(connection.connection))  # type: ignore[attr-defined]


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
        if not _se_garde(valeurs):
            return list(self._dire(**valeurs))
        if connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
            return self._ecrite(de_longueur_un(valeurs)).lire_preparee(valeurs)
        valeurs = _allonger_tout(valeurs)
        return self._ecrite(valeurs).lire(valeurs)

    def preparer(self, **valeurs: Any) -> tuple[Ecrite, dict[str, Any]] | None:
        """The query as it is written for these values, and what to give it; None where it is
        Django's to write."""
        if not _se_garde(valeurs):
            return None
        valeurs = _allonger_tout(valeurs)
        return self._ecrite(valeurs), valeurs

    def _ecrite(self, valeurs: dict[str, Any]) -> Ecrite:
        """Written at the first reading with these names and these lengths of lists."""
        longueurs = ((nom, len(v) if isinstance(v, tuple) else 0) for nom, v in valeurs.items())
        cle = tuple(sorted(longueurs))
        if cle not in self._ecrites:
            self._ecrites[cle] = self.ecrire(valeurs)
        return self._ecrites[cle]

    def ecrire(self, valeurs: dict[str, Any]) -> Ecrite:
        """The query for values of these types, and for lists of these lengths; its days are the
        town's, whoever reads it first."""
        lignes = self._dire(**{nom: _marquer(nom, valeur) for nom, valeur in valeurs.items()})
        if lignes._prefetch_related_lookups:  # type: ignore[attr-defined]
            raise ValueError("what is written once has no prefetch")
        compilateur = lignes.query.get_compiler(lignes.db)
        with timezone.override(None):
            sql, parametres = compilateur.as_sql()
        if any(_est_une_date(un) for un in parametres):
            raise ValueError("a date written into the query would stay that of its first reading")
        compilateur.connection = None  # each reading has that of its thread
        return Ecrite(lignes, compilateur, sql, tuple(parametres))


class Ensemble:
    """What one screen asks by several queries, each by its values; one statement on PostgreSQL.

    >>> lus = Ensemble(ages=RequeteEcrite(ages), noms=...)  # doctest: +SKIP
    >>> lus.lire(ages={"enfants": (3, 8)}, noms={})["ages"]  # doctest: +SKIP
    """

    def __init__(self, **requetes: RequeteEcrite) -> None:
        self._requetes, self._lot = requetes, Lot(requetes)

    def lire(self, **valeurs: Mapping[str, Any]) -> dict[str, list]:
        """{name of the query: what it would give by itself}; a list of values is never empty."""
        en_un = connections[DEFAULT_DB_ALIAS].vendor == "postgresql"
        if not (en_un and all(_se_garde(dict(siennes)) for siennes in valeurs.values())):
            return {nom: une.lire(**valeurs[nom]) for nom, une in self._requetes.items()}
        texte, parametres = self._lot.avec(valeurs)
        with curseur_qui_prepare(connections[DEFAULT_DB_ALIAS]) as curseur:
            curseur.execute(texte, parametres)
            lus = self._lot.comprendre(valeurs, curseur.fetchone())
        return {nom: lu.lignes() for nom, lu in lus.items()}


def poser(objet: Model, relation: str, lignes: list) -> None:
    """Give these rows to the object, as `prefetch_related` would: those that name it by the key
    whose other end is `relation`."""
    champ: Any = objet._meta.get_field(relation)
    for ligne in lignes:
        setattr(ligne, champ.field.name, objet)
    toutes = getattr(objet, relation).all()
    toutes._result_cache, toutes._prefetch_done = lignes, True
    objet.__dict__.setdefault("_prefetched_objects_cache", {})[relation] = toutes


def _se_garde(valeurs: dict[str, Any]) -> bool:
    """Whether a query of these values is written once. ValueError: without one of them it is
    written otherwise."""
    if None in valeurs.values():
        raise ValueError("a query is written otherwise without a value")
    longueurs = [len(liste) for liste in valeurs.values() if isinstance(liste, tuple)]
    # nothing is in an empty list: Django asks nothing
    return settings.RACCOURCIS and all(0 < longueur <= _LONGUE for longueur in longueurs)


def _allonger_tout(valeurs: dict[str, Any]) -> dict[str, Any]:
    return {nom: _allonger(v) if isinstance(v, tuple) else v for nom, v in valeurs.items()}


def _allonger(liste: tuple) -> tuple:
    """The same values, as many as a power of two: a few ways of writing serve all lengths."""
    return liste + liste[-1:] * ((1 << (len(liste) - 1).bit_length()) - len(liste))


def _marquer(nom: str, valeur: Any) -> Parametre | list[Parametre]:
    if isinstance(valeur, tuple):
        return [Parametre(une, nom, rang) for rang, une in enumerate(valeur)]
    return Parametre(valeur, nom)


def _est_une_date(parametre: Any) -> bool:
    """A day of some year: the end of time is always the same."""
    dite = parametre.isoformat() if isinstance(parametre, date) else parametre
    return isinstance(dite, str) and bool(_UNE_DATE.match(dite)) and dite != date.max.isoformat()
