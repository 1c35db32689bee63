"""The sign of life of one cluster, by which `manage.py travailler` and `lancer` know that it really
works.

A cluster of django-q whose idle workers were killed may stay alive without running anything more
(seen: a dead worker kept the queue's lock). The heartbeat of portail.taches says that some cluster
works, of however many; here each says so for itself: it gives itself a small task that no other can
take, and its workers touch a file at each task they end.
"""

import multiprocessing
import os
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.utils import timezone
from django_q.brokers.orm import ORM
from django_q.conf import Conf
from django_q.models import OrmQ, Schedule
from django_q.signals import post_execute_in_worker, post_spawn
from django_q.signing import SignedPackage

from famille.dossier.documents.cloison import oublier_les_cles
from famille.travaux.file import ATTENDUE

from .gardien import VARIABLE_DU_TEMOIN
from .planifications import libre_le

INTERVALLE = 20  # seconds between two signs of a cluster that has nothing else to do


class Courtier(ORM):
    """django-q's broker in the database, whose cluster gives itself a sign of life to do, where it
    is watched. Its rows bear three kinds of keys: the cluster's name; ATTENDUE, of what somebody
    waits for (famille.travaux.file); a schedule's name, of which at most one row is queued."""

    prochain = 0.0
    attendues_d_abord = False

    def enqueue(self, task: str) -> Any:
        """A schedule's task bears its name as its group."""
        nom = SignedPackage.loads(task).get("group")
        prevue = Schedule.objects.filter(name=nom).first() if nom else None
        if prevue is None:
            return super().enqueue(task)
        if OrmQ.objects.filter(key=nom).exists():
            return None
        return OrmQ.objects.create(key=nom, payload=task, lock=libre_le(prevue)).pk

    def dequeue(self) -> Any:
        """One row: what somebody waits for and all the rest, in turn."""
        if VARIABLE_DU_TEMOIN in os.environ and time.monotonic() >= self.prochain:
            self.prochain = time.monotonic() + INTERVALLE
            return [(None, _signe())]
        libres = OrmQ.objects.filter(lock__lt=timezone.now())
        attendues = libres.filter(key=ATTENDUE).order_by("pk")
        autres = libres.exclude(key=ATTENDUE).order_by("pk")
        self.attendues_d_abord = not self.attendues_d_abord
        une = (
            attendues.first() or autres.first()
            if self.attendues_d_abord
            else autres.first() or attendues.first()
        )
        if une is None:
            time.sleep(Conf.POLL)
            return []
        libre = OrmQ.objects.filter(pk=une.pk, lock=une.lock)
        prise = libre.update(lock=self.timeout(une))
        return [(une.pk, une.payload)] if prise else []  # another cluster was faster


def _signe() -> str:
    """A task that is in no table: made here, done here, its success kept nowhere."""
    tache = {
        "id": uuid4().hex,
        "name": "signe de vie",
        "func": "portail.processus.travailleur.signe_de_vie",
        "save": False,
    }
    return SignedPackage.dumps(tache | {"args": (), "kwargs": {}, "started": timezone.now()})


def signe_de_vie() -> None:
    """Does nothing: that it was done is the sign."""


def temoigner(**kwargs: Any) -> None:
    """A worker has ended a task, well or not."""
    if temoin := os.environ.get(VARIABLE_DU_TEMOIN):
        Path(temoin).touch()


def commencer(**kwargs: Any) -> None:
    """A worker is about to take its first task: in a process of its own, but where the queue waits
    for each task (`sync`)."""
    if multiprocessing.parent_process():
        oublier_les_cles(sauf=VARIABLE_DU_TEMOIN)


def ecouter() -> None:
    """At the start of the portal."""
    post_spawn.connect(commencer, dispatch_uid="portail.commencer")
    post_execute_in_worker.connect(temoigner, dispatch_uid="portail.temoigner")
