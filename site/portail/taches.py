"""The heartbeat: proof, each minute, that the worker really runs tasks.

A cluster of django-q whose idle workers were killed may stay alive without running anything more
(seen: a dead worker kept the queue's lock). So its process alone proves nothing; the age of the
last heartbeat does.
"""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from portail.processus.planifications import HEURES

CLE = "portail:battement"
CLE_DU_DEPART = "portail:depart"
SILENCE_MAX = timedelta(minutes=5)
PART_VIDE = 4  # of what the file of SQLite holds, one in so many is too much
DEPART_MAX = timedelta(minutes=2)  # from the start of a worker to its first heartbeat, at most
PLANIFICATIONS = (  # (name, function, minutes)
    ("battement", "portail.taches.battement", 1),
    ("ce qui est bloqué", "portail.etat.courriel.prevenir", 60),
    ("base à entretenir", "portail.taches.entretenir_la_base", 24 * 60),
)


def battement() -> None:
    """Notes that a task was run now."""
    cache.set(CLE, timezone.now().isoformat(), timeout=None)
    cache.delete(CLE_DU_DEPART)


def entretenir_la_base() -> None:
    """SQLite learns how its tables have grown: which index serves depends on it. Of a night, its
    file gives back what purges have emptied, once that is a quarter of it: nobody writes meanwhile.
    PostgreSQL does both by itself."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as curseur:
        curseur.execute("PRAGMA optimize")
        if timezone.localtime().hour not in HEURES:  # a machine that was off comes to it by day
            return
        vides = curseur.execute("PRAGMA freelist_count").fetchone()[0]
        if vides * PART_VIDE > curseur.execute("PRAGMA page_count").fetchone()[0]:
            curseur.execute("VACUUM")


def noter_le_depart() -> None:
    """Notes that a worker is being started now. One that never works keeps the note of its first
    start: started again and again, it is not given time again and again."""
    cache.add(CLE_DU_DEPART, timezone.now().isoformat(), timeout=None)


def vient_de_demarrer() -> bool:
    """Whether a worker was started less than `DEPART_MAX` ago and has had no time to prove
    itself."""
    depart = _instant(CLE_DU_DEPART)
    return depart is not None and timezone.now() - depart < DEPART_MAX


def est_silencieux(battement: datetime | None) -> bool:
    """Whether no worker has done anything for `SILENCE_MAX`, or ever. `battement`: the last
    heartbeat."""
    return battement is None or timezone.now() - battement > SILENCE_MAX


def dernier_battement() -> datetime | None:
    """When a worker last proved that it works; None before the first time."""
    return _instant(CLE)


def _instant(cle: str) -> datetime | None:
    note = cache.get(cle)
    return datetime.fromisoformat(note) if note else None
