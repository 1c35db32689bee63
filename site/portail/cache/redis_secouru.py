"""Redis as a cache that the portal can do without: gone, the database takes over, slower, and
nobody is refused.

What counts goes on counting: the limits of sign-in are kept by the cache named by `SECOURS`, in the
database, shared by all processes. They begin there from nothing: what Redis had counted is gone
with it, as when it is emptied.
"""

import logging
import time
from typing import Any, ClassVar

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache as RedisDeDjango
from redis.exceptions import RedisError

from .en_base import ILLISIBLE, Proche, ecrire, lire

logger = logging.getLogger(__name__)
SILENCE = 5.0  # seconds during which a process asks nothing of a Redis that has just failed


class ValeurEnJson:
    """What Redis keeps, in place of unsigned pickles: who writes in Redis has no code run here.
    Integers are left bare, so that Redis counts with them."""

    def dumps(self, valeur: Any) -> int | str:
        return valeur if type(valeur) is int else ecrire(valeur)

    def loads(self, octets: bytes) -> Any:
        """None for what was written by something else: to who asks, the same as nothing."""
        valeur = lire(octets)
        return None if valeur is ILLISIBLE else valeur


def _relais(geste: str) -> Any:
    def servir(self: "RedisSecouru", *arguments: Any, **nommes: Any) -> Any:
        return self._servir(geste, *arguments, **nommes)

    return servir


class RedisSecouru(RedisDeDjango):
    """Django's, and two parameters more: `SECOURS`, the alias of the cache that serves while Redis
    fails; `DUREE_MAX`, seconds that nothing outlives in Redis, so that a Redis that comes back
    shows nothing older."""

    # of this process: location -> when it is asked again, by time.monotonic
    repos: ClassVar[dict[str, float]] = {}

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(
            server, params | {"OPTIONS": {"serializer": ValeurEnJson, **params.get("OPTIONS", {})}}
        )
        self.secours, self.duree_max = params["SECOURS"], params.get("DUREE_MAX")
        self.lieu = str(server)

    def get_backend_timeout(self, timeout: float | None = DEFAULT_TIMEOUT) -> float | None:
        duree = super().get_backend_timeout(timeout)
        if self.duree_max is None:
            return duree
        return self.duree_max if duree is None else min(duree, self.duree_max)

    def _servir(self, geste: str, *arguments: Any, **nommes: Any) -> Any:
        """What Redis answers, or its stand-in."""
        if time.monotonic() >= self.repos.get(self.lieu, 0):
            try:
                return getattr(super(), geste)(*arguments, **nommes)
            except RedisError as erreur:
                self.repos[self.lieu] = time.monotonic() + SILENCE
                logger.warning(
                    "Redis does not answer (%s): its stand-in serves", type(erreur).__name__
                )
        return getattr(caches[self.secours], geste)(*arguments, **nommes)

    def refus(self) -> str:
        """Why Redis does not serve now, by the name of its error; "" if it does. Asked now,
        whatever it has just done."""
        try:
            self._cache.get_client().ping()
        except RedisError as erreur:
            return type(erreur).__name__
        return ""

    def get(self, key: Any, default: Any | None = None, version: int | None = None) -> Any:
        valeur = self._servir("get", key, version=version)
        return default if valeur is None else valeur

    add = _relais("add")
    set = _relais("set")
    touch = _relais("touch")
    delete = _relais("delete")
    has_key = _relais("has_key")
    incr = _relais("incr")
    set_many = _relais("set_many")
    delete_many = _relais("delete_many")
    clear = _relais("clear")

    def get_many(self, *arguments: Any, **nommes: Any) -> dict[str, Any]:
        lues = self._servir("get_many", *arguments, **nommes)
        return {cle: valeur for cle, valeur in lues.items() if valeur is not None}


class RedisCache(Proche, RedisSecouru):
    """What the settings name."""


def faute_de_redis() -> str:
    """What to do about a Redis that does not serve, in a sentence; "" where it does, or where the
    town has none."""
    defaut = caches["default"]
    if not isinstance(defaut, RedisSecouru) or not (refus := defaut.refus()):
        return ""
    return (
        f"Redis ne répond pas, ou refuse le portail ({refus}) : la base sert à sa place, plus"
        " lentement. Vérifiez PORTAIL_REDIS, et que Redis tourne (systemctl status redis-server)."
    )
