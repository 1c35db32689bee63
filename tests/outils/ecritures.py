"""Somebody who writes while a long job works: between two of its pages, as people do all day
long."""

import threading
from contextlib import closing

import pytest
from django.db import connection, connections

from famille.travaux import actions as travaux

_ATTENTE_MS = (
    200  # of the neighbour: a transaction held for longer than that is one that everybody waits for
)


class Voisin:
    """Writes by a connection of his own each time the job says how far it is. `ecritures`: how many
    times he did; `refus`: what he was told when he could not."""

    def __init__(self):
        self.ecritures = 0
        self.refus: list[str] = []

    def passer(self):
        fil = threading.Thread(target=self._ecrire)
        fil.start()
        fil.join()

    def _ecrire(self):
        with closing(connections["default"]) as sienne, sienne.cursor() as curseur:
            curseur.execute(_PATIENCE[sienne.vendor])
            try:
                curseur.execute("UPDATE famille_foyer SET recherche = recherche || '.'")
            except sienne.Database.Error as erreur:
                self.refus.append(str(erreur))
            else:
                self.ecritures += curseur.rowcount


_PATIENCE = {
    "sqlite": f"PRAGMA busy_timeout = {_ATTENTE_MS}",
    "postgresql": f"SET lock_timeout = {_ATTENTE_MS}",
}


@pytest.fixture
def voisin_qui_ecrit(monkeypatch):
    """A Voisin, who comes each time that a job notes how far it is; the job notes it every time
    then. For a test whose transactions are real."""
    voisin = Voisin()
    noter = travaux.Avancement.__call__

    def noter_apres_lui(avancement, fait, total):
        assert not connection.in_atomic_block, (
            "what is noted inside a transaction is seen by nobody, and holds it"
        )
        voisin.passer()
        noter(avancement, fait, total)

    monkeypatch.setattr(travaux.Avancement, "__call__", noter_apres_lui)
    monkeypatch.setattr(travaux, "_ENTRE_DEUX_NOTES", 0)
    return voisin
