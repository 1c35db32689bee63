"""The heartbeat: proof, each minute, that the worker really runs tasks.

A cluster of django-q whose idle workers were killed may stay alive without running anything more
(seen: a dead worker kept the queue's lock). So its process alone proves nothing; the age of the
last heartbeat does.
"""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

CLE = "portail:battement"
SILENCE_MAX = timedelta(minutes=5)
PLANIFICATIONS = [
    {"name": "battement", "func": "portail.taches.battement", "minutes": 1},
    {
        "name": "ce qui est bloqué",
        "func": "portail.etat.courriel.prevenir",
        "minutes": 60,
    },
]


def battement() -> None:
    """Notes that a task was run now."""
    cache.set(CLE, timezone.now().isoformat(), timeout=None)


def est_silencieux() -> bool:
    """Whether no worker has done anything for `SILENCE_MAX`, or ever."""
    battement = dernier_battement()
    return battement is None or timezone.now() - battement > SILENCE_MAX


def dernier_battement() -> datetime | None:
    """When a worker last proved that it works; None before the first time."""
    note = cache.get(CLE)
    return datetime.fromisoformat(note) if note else None
