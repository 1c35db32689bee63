"""What somebody waits for, before a screen, does not stand behind what nobody does: it has its own
place in the queue, which the cluster looks at every other time (portail.processus.travailleur)."""

from typing import Any

from django.utils import timezone
from django_q.models import OrmQ
from django_q.tasks import async_task

ATTENDUE = "attendue"


def confier(tache: str, *args: Any) -> None:
    """To the worker, for somebody who waits."""
    async_task(tache, *args, cluster=ATTENDUE)


def rang(tache: str, *args: Any) -> int | None:
    """How many of what people wait for stand before this task; None: it is not waiting."""
    libres = OrmQ.objects.filter(key=ATTENDUE, lock__lte=timezone.now()).order_by("pk")
    for devant, ligne in enumerate(libres):
        if (ligne.task.get("func"), ligne.task.get("args")) == (tache, args):
            return devant
    return None
