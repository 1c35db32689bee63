"""Many hands at once, and a town for them: threads on SQLite, processes of several threads each on
PostgreSQL."""

import logging
import multiprocessing
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pkgutil import resolve_name
from types import SimpleNamespace
from unittest import mock

from django.db import connection

from famille.models import Enfant
from famille.socle.erreurs import Refus
from reservations.moteur import verrou as essais
from tests.conftest import creer_foyer
from tests.reservations import outils

PROCESSUS, FILS = 4, 4
PATIENCE = 180  # seconds after which a hand that says nothing has hung


@dataclass
class Bilan:
    """`reponses`: rank of the task → what it gave, a Refus as the words of it; `erreurs`: anything
    else that was raised; `essais`: what the engine's log says it had to do again."""

    reponses: dict[int, object] = field(default_factory=dict)
    erreurs: list[str] = field(default_factory=list)
    essais: list[str] = field(default_factory=list)

    def avec(self, autre):
        return Bilan(
            self.reponses | autre.reponses, self.erreurs + autre.erreurs, self.essais + autre.essais
        )


def en_meme_temps(taches: Sequence[Callable[[], object]]) -> Bilan:
    """Run them all, as many at once as there are hands, which begin together. What a task gives
    must be picklable."""
    rangs = list(enumerate(taches))
    if connection.vendor != "postgresql":
        return _par_fils(rangs, threading.Barrier(PROCESSUS * FILS), PROCESSUS * FILS)
    connection.close()  # a connection is not shared with a fork
    contexte = multiprocessing.get_context("fork")
    file, depart = contexte.Queue(), contexte.Barrier(PROCESSUS * FILS)
    mains = [
        contexte.Process(
            target=lambda part: file.put(_par_fils(part, depart, FILS)),
            args=(rangs[n::PROCESSUS],),
            daemon=True,
        )
        for n in range(PROCESSUS)
    ]
    for main in mains:
        main.start()
    bilan = Bilan()
    for _main in mains:
        bilan = bilan.avec(file.get(timeout=PATIENCE + 30))
    for main in mains:
        main.join(PATIENCE)
    return bilan


def _par_fils(rangs, depart, fils) -> Bilan:
    bilan, restants, ecoute = Bilan(), deque(rangs), _Ecoute()
    essais.journal.addHandler(ecoute)
    mains = [
        threading.Thread(target=_main, args=(restants, bilan, depart), daemon=True)
        for _ in range(fils)
    ]
    try:
        for main in mains:
            main.start()
        fin = time.monotonic() + PATIENCE
        for main in mains:
            main.join(max(0, fin - time.monotonic()))
            if main.is_alive():
                bilan.erreurs.append("a hand has hung")
    finally:
        essais.journal.removeHandler(ecoute)
    bilan.essais += ecoute.lignes
    return bilan


def _main(restants, bilan, depart):
    try:
        depart.wait(PATIENCE)
        while restants:
            try:
                rang, tache = restants.popleft()
            except IndexError:
                break
            try:
                bilan.reponses[rang] = tache()
            except Refus as refus:
                bilan.reponses[rang] = str(refus)
            except Exception:  # noqa: BLE001 - told to whoever has asked
                bilan.erreurs.append(traceback.format_exc())
    finally:
        connection.close()


class _Ecoute(logging.Handler):
    def __init__(self):
        super().__init__()
        self.lignes = []

    def emit(self, record):
        self.lignes.append(record.getMessage())


def creer_familles(combien, *, enfants=1):
    """list[SimpleNamespace(foyer, par, enfants)], their children of eight and nine years."""
    familles = []
    for rang in range(combien):
        naissances = [(f"Enfant{rang}{n}", date(2017 + n % 2, 3, 1 + n)) for n in range(enfants)]
        foyer, compte = creer_foyer(
            f"2026-{rang:05}", f"N{rang}", "P", f"parent{rang}@exemple.fr", enfants=naissances
        )
        familles.append(
            SimpleNamespace(foyer=foyer, par=compte, enfants=list(Enfant.objects.du([foyer])))
        )
    return familles


def inscrire_tous(familles, *activites):
    for famille in familles:
        for enfant in famille.enfants:
            for activite in activites:
                outils.inscrire(enfant, activite)


def l_une_pendant_l_autre(
    premiere: Callable[[], object], seconde: Callable[[], object], *, arret: str
) -> list:
    """What two tasks give, a Refus as the words of it, when the second one begins and goes as far
    as it can while the first stands still where it calls `arret` (dotted name), inside its
    transaction. PostgreSQL only.

    Where a lock holds the second one, it waits; where none does, it has ended before the first one
    goes on.
    """
    a_l_arret, repartir = threading.Event(), threading.Event()
    saine, donnes = resolve_name(arret), [None, None]

    def s_arreter(*args, **kwargs):
        if threading.current_thread().name == "premiere" and not a_l_arret.is_set():
            a_l_arret.set()
            assert repartir.wait(PATIENCE)
        return saine(*args, **kwargs)

    with mock.patch(arret, s_arreter):
        fils = [
            threading.Thread(target=_donner, args=(donnes, rang, tache), name=nom, daemon=True)
            for rang, (nom, tache) in enumerate([("premiere", premiere), ("seconde", seconde)])
        ]
        fils[0].start()
        assert a_l_arret.wait(PATIENCE)
        fils[1].start()
        fin = time.monotonic() + PATIENCE
        while fils[1].is_alive() and not _quelqu_un_attend() and time.monotonic() < fin:
            time.sleep(0.02)
        repartir.set()
        for fil in fils:
            fil.join(PATIENCE)
    return donnes


def _donner(donnes: list, rang: int, tache: Callable[[], object]) -> None:
    try:
        donnes[rang] = tache()
    except Refus as refus:
        donnes[rang] = str(refus)
    except Exception as erreur:  # noqa: BLE001 - told to whoever has asked
        donnes[rang] = erreur
    finally:
        connection.close()


def _quelqu_un_attend() -> bool:
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type"
            " = 'Lock'"
        )
        return curseur.fetchone() is not None
