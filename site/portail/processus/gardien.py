"""What keeps a worker at its tasks: the portal's processes are started, looked at, stopped with all
that is left of them. Linux and macOS.

`manage.py travailler` becomes this file, which imports nothing but the standard library: a guardian
lives as long as its worker, and would otherwise hold a whole Django for it.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

DELAI_ARRET = 15  # seconds a process gets to finish its task before it is killed
VARIABLE_DU_TEMOIN = "PORTAIL_TEMOIN"  # told by who watches to its cluster, never by a town
PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4


class Processus:
    """A child in a group of its own: a Ctrl-C in the terminal reaches the supervisor only, who
    stops it in order."""

    def __init__(
        self, nom: str, commande: list[str], environnement: dict[str, str] | None = None
    ) -> None:
        self.nom = nom
        self.commande = commande
        self.environnement = os.environ | (environnement or {})
        self.enfant: subprocess.Popen | None = None

    def demarrer(self) -> None:
        self.enfant = subprocess.Popen(  # noqa: S603 - our own commands
            self.commande,
            env=self.environnement,
            start_new_session=True,
            preexec_fn=_suivre_le_parent,  # noqa: PLW1509 - one system call, no lock
        )

    def est_mort(self) -> bool:
        return self.enfant is not None and self.enfant.poll() is not None

    def demander_arret(self) -> None:
        if self.enfant is not None and self.enfant.poll() is None:
            self.enfant.terminate()

    def achever(self, delai: float = DELAI_ARRET) -> None:
        """Waits `delai` seconds for the child to end, then kills whatever is left of its group."""
        if self.enfant is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.enfant.wait(delai)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.enfant.pid, signal.SIGKILL)
        self.enfant.wait()


class Travailleur(Processus):
    """A cluster, and the file that its workers touch at each task they end
    (portail.processus.travailleur)."""

    def __init__(self, commande: list[str], environnement: dict[str, str], silence: float) -> None:
        """`silence`: seconds without a task ended after which the cluster does nothing any more."""
        self.dossier = tempfile.TemporaryDirectory(prefix="portail-travailleur-")
        self.temoin = Path(self.dossier.name) / "temoin"
        self.silence = silence
        self.touche_le = self.vu_le = 0.0
        super().__init__(
            "travailleur", commande, environnement | {VARIABLE_DU_TEMOIN: str(self.temoin)}
        )

    def demarrer(self) -> None:
        self.temoin.touch()
        super().demarrer()

    def est_muet(self) -> bool:
        """By a clock of its own: the machine's may jump."""
        touche_le = self.temoin.stat().st_mtime
        if touche_le != self.touche_le:
            self.touche_le, self.vu_le = touche_le, time.monotonic()
        return time.monotonic() - self.vu_le > self.silence


def _suivre_le_parent() -> None:
    """In the child, on Linux: asks the kernel for a SIGTERM when the supervisor itself is
    killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Gardien:
    """Keeps a worker at its tasks: starts it again when it dies, or lives without ending any.
    `dire` gets the sentences for the terminal or the journal."""

    ATTENTE_RELANCE = 2  # seconds before a worker is started again

    def __init__(
        self,
        travailleur: Travailleur,
        dire: Callable[[str], None],
        delai_arret: float = DELAI_ARRET,
    ) -> None:
        self.travailleur = travailleur
        self.dire = dire
        self.delai_arret = delai_arret
        self.arret_demande = False
        for numero in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(numero, self._demander_arret)

    def _demander_arret(self, numero: int, cadre: Any) -> None:
        self.arret_demande = True

    def garder(self) -> int:
        """Until a signal. Returns the exit code."""
        try:
            for processus in self._tous():
                processus.demarrer()
            self._accueillir()
            while not self.arret_demande:
                if not self._veiller():
                    return 1
                time.sleep(0.2)
            self.dire("\nArrêt du portail…")
            return 0
        finally:
            self._tout_arreter()

    def _tous(self) -> list[Processus]:
        return [self.travailleur]

    def _accueillir(self) -> None:
        """What there is to do once all is started."""

    def _veiller(self) -> bool:
        """One look; False when nothing is left to be kept."""
        if self.travailleur.est_mort():
            self._relancer(
                "Le travailleur s’est arrêté : il est relancé, ses tâches en attente reprendront."
            )
        elif self.travailleur.est_muet():
            self._relancer(
                "Le travailleur ne fait plus rien : il est relancé, ses tâches reprendront."
            )
        return True

    def _relancer(self, phrase: str) -> None:
        self.dire(phrase)
        self.travailleur.demander_arret()
        self.travailleur.achever(self.ATTENTE_RELANCE)
        time.sleep(self.ATTENTE_RELANCE)
        if not self.arret_demande:
            self.travailleur.demarrer()

    def _tout_arreter(self) -> None:
        for processus in self._tous():
            processus.demander_arret()
        for processus in self._tous():
            processus.achever(self.delai_arret)


def garder_seul(*arguments: str) -> int:
    """What the command line says: whether this is a real town ("1"), whose keys nobody else reads
    in /proc (as famille.dossier.documents.cloison.se_rendre_illisible); the seconds of silence,
    then those to stop; the worker's command."""
    vraie_ville, silence, delai_arret, *commande = arguments
    if vraie_ville == "1" and sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    travailleur = Travailleur(commande, {}, float(silence))
    dire = partial(print, flush=True)
    return Gardien(travailleur, dire, float(delai_arret)).garder()


if __name__ == "__main__":
    sys.exit(garder_seul(*sys.argv[1:]))
