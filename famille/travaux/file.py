"""The queue of tasks that a person waits for at a screen. The worker reads it every other time
(portail.processus.travailleur), so that they do not stand behind the others."""

from typing import Any

from django.utils import timezone
from django_q.models import OrmQ
from django_q.tasks import async_task

ATTENDUE = "attendue"


def confier(tache: str, *args: Any) -> None:
    """Queue a task that a person waits for."""
    async_task(tache, *args, cluster=ATTENDUE)


def rang(tache: str, *args: Any) -> int | None:
    """How many tasks of this queue come before this one; None: it is not waiting."""
    libres = OrmQ.objects.filter(key=ATTENDUE, lock__lte=timezone.now()).order_by("pk")
    for devant, ligne in enumerate(libres):
        if (ligne.task.get("func"), ligne.task.get("args")) == (tache, args):
            return devant
    return None
