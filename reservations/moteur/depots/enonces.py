"""Statements for PostgreSQL alone: planned once a connection, several in one round trip; and many
queries of Django answered by one of them (docs/comprendre/moteur.md)."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection
from django.db.models import Field, ForeignKey
from psycopg.sql import Literal

from famille.socle.requetes import Ecrite, Parametre, RequeteEcrite

_NOMME = re.compile(r"%\((\w+)\)s::(\w+(?:\[\])?)")
# Where Django puts a value: alone, or as all of a list.
_MARQUE = re.compile(r"(?P<egal>= )?(?P<liste>IN \()?%(?:(?P<cent>%)|s(?(liste)\)))")
_GENRES = {"timestamp with time zone": "timestamptz"}  # a type is one word in an Enonce


class Enonce:
    """A statement with named parameters, %(name)s::type, prepared once a connection and planned
    once. All its values are text, each in a subquery (`famille.socle.requetes` says why)."""

    def __init__(self, sql: str) -> None:
        self.noms = list(dict.fromkeys(nom for nom, _type in _NOMME.findall(sql)))
        self.texte = _NOMME.sub(self._cacher, sql).encode()

    def _cacher(self, trouve: re.Match) -> str:
        nom, genre = trouve.groups()
        return f"(SELECT ${self.noms.index(nom) + 1}::{genre})::{genre}"

    def avec(self, valeurs: Mapping[str, Any]) -> tuple[bytes, list[str | None]]:
        """What `executer` wants. KeyError: a value is missing."""
        return self.texte, [en_texte(valeurs[nom]) for nom in self.noms]


def executer(*enonces: tuple[bytes, list[str | None]]) -> psycopg.Cursor:
    """Run them in one round trip and one transaction. The cursor of the last."""
    with connection.wrap_database_errors:
        connection.ensure_connection()
        curseurs = [psycopg.RawCursor(connection.connection) for _enonce in enonces]
        if len(enonces) == 1:
            [(texte, valeurs)] = enonces
            return curseurs[0].execute(texte, valeurs, prepare=True)
        with connection.connection.pipeline():
            for curseur, (texte, valeurs) in zip(curseurs, enonces, strict=True):
                curseur.execute(texte, valeurs, prepare=True)
        return curseurs[-1]


def en_texte(valeur: Any) -> str | None:
    """A value as PostgreSQL reads it; an iterable as an array."""
    if valeur is None or type(valeur) is str:
        return valeur
    if isinstance(valeur, str | int | date | UUID):
        return valeur.isoformat() if isinstance(valeur, date) else str(valeur)
    return "{" + ",".join(map(_element, valeur)) + "}"


def parametre(champ: Field, prefixe: str = "") -> str:
    """What stands in an Enonce for a value of this column, which it names after `prefixe`."""
    genre = (champ.db_type(connection) or "").partition("(")[0]
    return f"%({prefixe}{champ.column})s::{_GENRES.get(genre, genre)}"


def _element(valeur: Any) -> str:
    if valeur is None:
        return "NULL"
    if isinstance(valeur, str):
        return '"' + valeur.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(valeur)


def en_sql(ecrite: Ecrite, prefixe: str = "") -> str:
    """The SQL that Django has written for a query, to stand in an Enonce: its values are named,
    after `prefixe`, and its lists are arrays of any length."""
    connection.ensure_connection()
    restants = iter(ecrite.parametres)

    def dire(trouve: re.Match) -> str:
        if trouve["cent"]:
            return "%"
        un, egal, liste = next(restants), trouve["egal"] or "", trouve["liste"] or ""
        fin = ")" if liste else ""
        if not isinstance(un, Parametre):
            return egal + liste + Literal(un).as_string(connection.connection) + fin
        nomme = f"%({prefixe}{un.nom})s::{un.type}"
        if un.rang is None:
            return egal + liste + nomme + fin
        if un.rang or not (egal or liste):
            raise ValueError(f"{un.nom}: a list is written for one value, alone where it stands")
        return f"= ANY({nomme}[])"

    return _MARQUE.sub(dire, ecrite.sql)


@dataclass(frozen=True)
class RangeesLues:
    """What one query of a Lot has found. The same `texte`: the same rows."""

    texte: str | None
    requete: Ecrite

    def lignes(self) -> list:
        """As the queryset gives them."""
        if self.texte is None:
            return []
        rangees = json.loads(self.texte, parse_float=Decimal)
        for rang, lire in _lectures(self.requete):
            for rangee in rangees:
                if rangee[rang] is not None:
                    rangee[rang] = lire(rangee[rang])
        return self.requete.comprendre(rangees)


class Lot:
    """Queries that one statement answers, all as of the same instant: each an array of rows in
    JSON, out of the SQL that Django has written for it."""

    def __init__(self, requetes: Mapping[str, RequeteEcrite]) -> None:
        self._requetes = requetes
        self._ecrit: tuple[dict[str, Ecrite], Enonce] | None = None

    def lire(self, **valeurs: Mapping[str, Any]) -> dict[str, RangeesLues]:
        """{name of the query: its answer}; `valeurs`: those of each query, without an empty
        list."""
        ecrites, enonce = self._enonce(valeurs)
        nommees = {
            f"{requete}_{nom}": valeur
            for requete, siennes in valeurs.items()
            for nom, valeur in siennes.items()
        }
        [textes] = executer(enonce.avec(nommees)).fetchall()
        return {
            nom: RangeesLues(texte, ecrite)
            for (nom, ecrite), texte in zip(ecrites.items(), textes, strict=True)
        }

    def _enonce(self, valeurs: dict[str, Mapping[str, Any]]) -> tuple[dict[str, Ecrite], Enonce]:
        if not self._ecrit:
            ecrites = {}
            for nom, requete in self._requetes.items():
                siennes = valeurs[nom].items()
                une = {cle: v[:1] if isinstance(v, tuple) else v for cle, v in siennes}
                ecrites[nom] = requete.ecrire(une)
            parties = [_en_json(ecrite, f"{nom}_") for nom, ecrite in ecrites.items()]
            self._ecrit = ecrites, Enonce("SELECT " + ",\n".join(parties))
        return self._ecrit


def _en_json(ecrite: Ecrite, prefixe: str) -> str:
    _lectures(ecrite)
    colonnes = ", ".join(f"c{rang}" for rang in range(len(ecrite.expressions)))
    return (
        f"(SELECT json_agg(json_build_array({colonnes}))::text"  # noqa: S608 - columns that we number
        f" FROM ({en_sql(ecrite, prefixe)}) AS t({colonnes}))"
    )


# What JSON has no word for, by Django's name of the field, as psycopg gives it to Django.
_LECTURES: dict[str, Callable[[Any], Any]] = {
    "DateField": date.fromisoformat,
    "DateTimeField": datetime.fromisoformat,
    "DecimalField": Decimal,
    "JSONField": json.dumps,
    "TimeField": time.fromisoformat,
    "UUIDField": UUID,
}
_TELS_QUELS = {
    *("AutoField", "BigAutoField", "BigIntegerField", "IntegerField", "PositiveIntegerField"),
    *("PositiveSmallIntegerField", "BooleanField", "CharField", "SlugField", "TextField"),
    "FileField",
}


@lru_cache
def _lectures(ecrite: Ecrite) -> list[tuple[int, Callable]]:
    """(rank of the column, what understands it). TypeError: a column that nobody has needed yet."""
    genres = []
    for expression in ecrite.expressions:
        champ = expression.output_field
        while isinstance(champ, ForeignKey):
            champ = champ.target_field
        genres.append(champ.get_internal_type())
    if inconnus := {*genres} - _TELS_QUELS - {*_LECTURES}:
        raise TypeError(f"{inconnus}: say here how JSON gives them")
    return [(rang, _LECTURES[genre]) for rang, genre in enumerate(genres) if genre in _LECTURES]
