"""The cache in the database, its values in JSON: a row is data and never code.

Django's own writes unsigned pickles there: whoever can write one row of the table, by a fault
elsewhere or with access to the database, has his code run by each process that reads it. What has
no JSON is refused when it is written.
"""

import json
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connections, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

ENTRE_DEUX_COMPTES = 200  # writings of a process
_ecritures = count()
ILLISIBLE = object()  # what was written by something else: as if it were not there
# a dict whose keys are not all texts, as Wagtail's of its languages: JSON would make texts of them
_PAIRES = "__paires__"


def ecrire(valeur: Any) -> str:
    """Its JSON. TypeError: it has none. A tuple comes back as a list."""
    return json.dumps(_en_json(valeur), separators=(",", ":"))


def lire(texte: str | bytes) -> Any:
    """The value, or ILLISIBLE."""
    try:
        return json.loads(texte, object_hook=_en_dict)
    except (ValueError, TypeError, RecursionError):
        return ILLISIBLE


def _en_json(valeur: Any) -> Any:
    if isinstance(valeur, dict):
        if all(isinstance(cle, str) for cle in valeur):
            return {cle: _en_json(une) for cle, une in valeur.items()}
        return {_PAIRES: [[cle, _en_json(une)] for cle, une in valeur.items()]}
    return [_en_json(une) for une in valeur] if isinstance(valeur, list | tuple) else valeur


def _en_dict(lu: dict) -> dict:
    return dict(lu[_PAIRES]) if _PAIRES in lu else lu


# What Wagtail asks at each link of a page, always the same (its SITE_ROOT_PATHS_CACHE_KEY).
A_CHAQUE_LIEN = "wagtail_site_root_paths"


class Proche:
    """Before a cache that is another process's: what is asked at each link of a page is kept for
    some seconds in this one (the cache `proche`)."""

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        if key != A_CHAQUE_LIEN:
            return super().get(key, default, version)  # type: ignore[misc]
        valeur = caches["proche"].get(key, version=version)
        if valeur is None:
            valeur = super().get(key, version=version)  # type: ignore[misc]
            if valeur is not None:
                caches["proche"].set(key, valeur, version=version)
        return default if valeur is None else valeur

    def delete(self, key: str, version: int | None = None) -> bool:
        if key == A_CHAQUE_LIEN:
            caches["proche"].delete(key, version=version)
        return super().delete(key, version=version)  # type: ignore[misc]


class CacheEnBase(Proche, DatabaseCache):
    """Django's table and its upkeep (`createcachetable`, culling, expiry); reading and writing are
    ours."""

    _table: str  # Django's own, like `_cull`

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[str, Any]:
        if not keys:
            return {}
        noms = {self.make_and_validate_key(cle, version=version): cle for cle in keys}
        connexion = connections[router.db_for_read(self.cache_model_class)]
        table, places = connexion.ops.quote_name(self._table), ", ".join(["%s"] * len(noms))
        with connexion.cursor() as curseur:
            curseur.execute(
                f"SELECT cache_key, value FROM {table} WHERE cache_key IN ({places}) AND expires"  # noqa: S608
                " >= %s",
                [*noms, self._en_base(connexion, timezone.now())],
            )
            lues = {noms[cle]: lire(texte) for cle, texte in curseur.fetchall()}
        return {cle: valeur for cle, valeur in lues.items() if valeur is not ILLISIBLE}

    def touch(
        self, key: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        cle = self.make_and_validate_key(key, version=version)
        connexion = connections[router.db_for_write(self.cache_model_class)]
        table = connexion.ops.quote_name(self._table)
        with connexion.cursor() as curseur:
            curseur.execute(
                f"UPDATE {table} SET expires = %s WHERE cache_key = %s",  # noqa: S608 - the settings' table
                [self._fin(connexion, timeout), cle],
            )
            return bool(curseur.rowcount)

    def _base_set(
        self, mode: str, key: str, value: object, timeout: float | None = DEFAULT_TIMEOUT
    ) -> bool:
        """`mode`: "set", or "add", which leaves alone what has not expired. One statement, so that
        of two processes that add the same key one alone is told that it did. bool: it is
        written."""
        texte = ecrire(value)
        base = router.db_for_write(self.cache_model_class)
        connexion = connections[base]
        table = connexion.ops.quote_name(self._table)
        seulement = f" WHERE {table}.expires < %s" if mode == "add" else ""
        ordre = (
            f"INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s) "  # noqa: S608
            "ON CONFLICT (cache_key) "
            f"DO UPDATE SET value = excluded.value, expires = excluded.expires{seulement}"
        )
        maintenant = timezone.now().replace(microsecond=0)
        valeurs = [key, texte, self._fin(connexion, timeout)]
        if seulement:
            valeurs.append(self._en_base(connexion, maintenant))
        # Outside of a transaction the statement is one by itself: no BEGIN, no COMMIT to wait for.
        seul = nullcontext() if not connexion.in_atomic_block else transaction.atomic(using=base)
        with connexion.cursor() as curseur:
            self._desemplir(base, connexion, curseur, maintenant)
            try:
                with seul:
                    curseur.execute(ordre, valeurs)
                    return bool(curseur.rowcount)
            except DatabaseError:  # as Django's: a cache that is not written is no failed page
                return False

    def _desemplir(self, base: Any, connexion: Any, curseur: Any, maintenant: datetime) -> None:
        """Make room when the table is full. Once in many writings of this process: counting the
        rows takes longer than writing one, and a few more than the maximum are no harm."""
        if next(_ecritures) % ENTRE_DEUX_COMPTES:
            return
        curseur.execute(f"SELECT COUNT(*) FROM {connexion.ops.quote_name(self._table)}")  # noqa: S608
        (nombre,) = curseur.fetchone()
        if nombre > self._max_entries:
            self._cull(base, curseur, maintenant, nombre)  # type: ignore[attr-defined]  # Django's own

    def _fin(self, connexion: BaseDatabaseWrapper, timeout: float | None) -> str | None:
        """When it expires, as the database wants it."""
        instant = self.get_backend_timeout(timeout)
        if instant is None:
            return self._en_base(connexion, datetime.max)  # noqa: DTZ901 - Django's "never"
        return self._en_base(connexion, datetime.fromtimestamp(instant, tz=UTC))

    @staticmethod
    def _en_base(connexion: BaseDatabaseWrapper, instant: datetime) -> str | None:
        return connexion.ops.adapt_datetimefield_value(instant.replace(microsecond=0))
