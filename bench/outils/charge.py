"""Clients at once, each a process with a connection of its own, for a few seconds; what they
saw."""

import gc
import logging
import multiprocessing
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

Geste = Callable[[], str]  # one submission; "" when accepted, else why not
ECHAUFFEMENT = (
    8  # PostgreSQL plans a prepared statement anew five times; a connection then lives a minute
)


@dataclass
class Mesure:
    """`latences`: seconds, of what was accepted. `refus`: how many of each reason. `reprises`:
    tries made again. `clients_cpu`, `serveur_cpu`: seconds of processor, less disturbed by a busy
    machine than the clock."""

    duree: float = 0
    latences: list[float] = field(default_factory=list)
    refus: Counter = field(default_factory=Counter)
    reprises: int = 0
    clients_cpu: float = 0
    serveur_cpu: float = 0

    @property
    def debit(self) -> float:
        return len(self.latences) / self.duree if self.duree else 0

    def cpu_ms(self, secondes: float) -> float:
        """Of one submission."""
        return 1000 * secondes / len(self.latences) if self.latences else 0

    def centile(self, p: float) -> float:
        """In milliseconds."""
        triees = sorted(self.latences)
        return 1000 * triees[min(len(triees) - 1, int(len(triees) * p))] if triees else 0

    def ajouter(self, autre: "Mesure") -> None:
        self.duree = max(self.duree, autre.duree)
        self.latences += autre.latences
        self.refus += autre.refus
        self.reprises += autre.reprises
        self.clients_cpu += autre.clients_cpu


class _Reprises(logging.Handler):
    nombre = 0

    def emit(self, record):
        self.nombre += 1


def charger(clients: int, duree: float, ouvrir: Callable[[int], Geste]) -> Mesure:
    """`ouvrir(rank)` is called in the process of each client and gives what it repeats;
    StopIteration ends it."""
    from django.db import connections

    connections.close_all()
    gc.collect()
    gc.freeze()
    contexte = multiprocessing.get_context("fork")
    depart = contexte.Barrier(clients)
    tuyaux, processus = [], []
    for rang in range(clients):
        lecture, ecriture = contexte.Pipe(duplex=False)
        enfant = contexte.Process(
            target=_client, args=(rang, duree, ouvrir, depart, ecriture), daemon=True
        )
        enfant.start()
        ecriture.close()
        tuyaux.append(lecture)
        processus.append(enfant)
    total = Mesure()
    for tuyau in tuyaux:
        total.ajouter(tuyau.recv())  # EOFError: a client died, and the bench with it
    for enfant in processus:
        enfant.join()
    gc.unfreeze()
    return total


def _client(rang, duree, ouvrir, depart, ecriture):
    reprises = _Reprises()
    logging.getLogger("reservations.moteur.verrou").addHandler(reprises)
    geste = ouvrir(rang)
    mesure = Mesure()
    for _ in range(ECHAUFFEMENT):
        geste()
    depart.wait()
    debut, cpu = time.perf_counter(), time.process_time()
    fin = debut + duree
    try:
        while (avant := time.perf_counter()) < fin:
            refus = geste()
            if refus:
                mesure.refus[refus] += 1
            else:
                mesure.latences.append(time.perf_counter() - avant)
    except StopIteration:
        mesure.refus["plus de familles à servir"] += 1
    mesure.duree = time.perf_counter() - debut
    mesure.clients_cpu = time.process_time() - cpu
    mesure.reprises = reprises.nombre
    ecriture.send(mesure)
    ecriture.close()
