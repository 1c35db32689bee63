"""Cache, sessions and limits: in the database, or in Redis, which may fail without stopping the
portal."""

_BASE = {
    "BACKEND": "portail.cache.en_base.CacheEnBase",
    "LOCATION": "cache",
    # The counters of failed sign-ins live there: never so small that filling it forgets them.
    "OPTIONS": {"MAX_ENTRIES": 100_000},
}
# Wagtail writes to this one each time it shows a picture, the logo on every page: never in the
# database.
_IMAGES = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 60}
# What every page reads and nobody changes twice a day, in the memory of each process: another
# process sees a change five seconds later at most.
_PROCHE = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 5}
# Seconds that a session stays in Redis: its row is in the database, and one that was ended while
# Redis could not be told lives no longer than that.
_SESSION = 60


def caches(redis: str) -> dict[str, dict]:
    """The CACHES setting; `redis`: its address, or ""."""
    if not redis:
        return {"default": _BASE, "renditions": _IMAGES, "proche": _PROCHE}
    sur_redis = {
        "BACKEND": "portail.cache.redis_secouru.RedisCache",
        "LOCATION": redis,
        # seconds: it answers in a thousandth
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
    return {
        "default": sur_redis | {"SECOURS": "secours"},
        "secours": _BASE,
        # Never in the stand-in: a session ended in the database would live on there.
        "sessions": sur_redis | {"SECOURS": "rien", "DUREE_MAX": _SESSION, "KEY_PREFIX": "session"},
        "rien": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
        "renditions": _IMAGES,
        "proche": _PROCHE,
    }
