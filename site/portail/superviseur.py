"""Starts the portal's processes, watches them, and leaves none behind. Linux and macOS."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence

DELAI_ARRET = 15  # seconds a process gets to finish its task before it is killed
PR_SET_PDEATHSIG = 1


class Processus:
    """A child in a group of its own: a Ctrl-C in the terminal reaches the supervisor only, who stops it in order."""

    def __init__(self, nom: str, commande: list[str], environnement: dict[str, str] | None = None):
        self.nom = nom
        self.commande = commande
        self.environnement = os.environ | (environnement or {})
        self.enfant: subprocess.Popen | None = None

    def demarrer(self) -> None:
        self.enfant = subprocess.Popen(  # noqa: S603 - our own commands
            self.commande, env=self.environnement, start_new_session=True, preexec_fn=_suivre_le_parent
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


def _suivre_le_parent() -> None:
    """In the child, on Linux: asks the kernel for a SIGTERM when the supervisor itself is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def port_libre(port: int, hote: str = "127.0.0.1") -> bool:
    with socket.socket() as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind((hote, port))
        except OSError:
            return False
    return True


def repond(adresse: str) -> bool:
    """Whether an HTTP server answers there, whatever it answers."""
    try:
        urllib.request.urlopen(adresse, timeout=5).close()  # noqa: S310 - our own http address
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def attendre(condition: Callable[[], bool], secondes: float, pas: float = 0.1) -> bool:
    """Waits until `condition` holds; False when the time is over."""
    fin = time.monotonic() + secondes
    while time.monotonic() < fin:
        if condition():
            return True
        time.sleep(pas)
    return False


class Superviseur:
    """The web server, the worker and, in `annexes`, what runs beside them. `dire` gets the sentences for the terminal;
    `muet` says whether the worker, though alive, has done nothing for minutes (portail.taches)."""

    ATTENTE_RELANCE = 2  # seconds before a dead worker is started again
    REPIT = 360  # seconds a worker just started gets before its silence counts

    def __init__(
        self,
        web: Processus,
        travailleur: Processus,
        dire: Callable[[str], None],
        muet: Callable[[], bool],
        annexes: Sequence[Processus] = (),
    ):
        self.web = web
        self.annexes = list(annexes)
        self.travailleur = travailleur
        self.dire = dire
        self.muet = muet
        self.jugement = 0.0
        self.arret_demande = False
        for numero in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(numero, self._demander_arret)

    def _demander_arret(self, numero, cadre) -> None:
        self.arret_demande = True

    def servir(self, adresse: str, une_fois_pret: Callable[[], None]) -> int:
        """Starts all, calls `une_fois_pret` when the web answers, watches until a signal. Returns the exit code."""
        try:
            for processus in (self.web, *self.annexes):
                processus.demarrer()
            self._demarrer_travailleur()
            attendre(lambda: self.arret_demande or self.web.est_mort() or repond(adresse), 60)
            if not self.arret_demande and not self.web.est_mort():
                une_fois_pret()
            return self._veiller()
        finally:
            self._tout_arreter()

    def _veiller(self) -> int:
        while not self.arret_demande:
            if self.web.est_mort():
                self.dire("Le serveur web s’est arrêté : son message est ci-dessus. Le portail est fermé.")
                return 1
            if self.travailleur.est_mort():
                self._relancer("Le travailleur s’est arrêté : il est relancé, ses tâches en attente reprendront.")
            elif time.monotonic() > self.jugement:
                self.jugement = time.monotonic() + 60
                if self.muet():
                    self._relancer("Le travailleur ne fait plus rien : il est relancé, ses tâches reprendront.")
            self._veiller_sur_les_annexes()
            time.sleep(0.2)
        self.dire("\nArrêt du portail…")
        return 0

    def _veiller_sur_les_annexes(self) -> None:
        """One that dies is told and not started again: the portal goes on without it."""
        for processus in [un for un in self.annexes if un.est_mort()]:
            self.dire(f"Le {processus.nom} s’est arrêté : relancez le portail pour le retrouver.")
            self.annexes.remove(processus)

    def _demarrer_travailleur(self) -> None:
        self.travailleur.demarrer()
        self.jugement = time.monotonic() + self.REPIT

    def _relancer(self, phrase: str) -> None:
        self.dire(phrase)
        self.travailleur.demander_arret()
        self.travailleur.achever(self.ATTENTE_RELANCE)
        time.sleep(self.ATTENTE_RELANCE)
        if not self.arret_demande:
            self._demarrer_travailleur()

    def _tout_arreter(self) -> None:
        tous = (self.web, self.travailleur, *self.annexes)
        for processus in tous:
            processus.demander_arret()
        for processus in tous:
            processus.achever()
