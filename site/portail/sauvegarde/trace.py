"""When the last backup was written: read by the state of the portal, so that one that fails each night is seen."""

from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

CLE = "portail:sauvegarde"


def noter() -> None:
    cache.set(CLE, timezone.now(), timeout=None)


def derniere() -> datetime | None:
    """None when this portal has made none, or when its cache was emptied since."""
    return cache.get(CLE)
