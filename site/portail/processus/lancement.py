"""The portal's processes: started, looked at, stopped with all that is left of them. Linux and
macOS."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from portail.settings.lecture import PORT_MAX

DELAI_ARRET = 15  # seconds a process gets to finish its task before it is killed
VARIABLE_DU_TEMOIN = "PORTAIL_TEMOIN"  # told by who watches to its cluster, never by a town
PR_SET_PDEATHSIG = 1


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


def faute_de_port(port: int) -> str:
    """Why nobody may listen there, with what to do, in a sentence; "" if one may."""
    with socket.socket() as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind(("127.0.0.1", port))
        except PermissionError:
            return (
                f"Le port {port} est réservé à root : choisissez-en un au-dessus de 1023, par"
                " exemple « PORTAIL_PORT=8000 make run »."
            )
        except OSError:
            autre = port + 1 if port < PORT_MAX else port - 1
            return (
                f"Le port {port} est déjà pris : arrêtez le programme qui l’occupe, ou"
                f" choisissez-en un autre, par exemple « PORTAIL_PORT={autre} make run »."
            )
    return ""


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
