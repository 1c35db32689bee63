"""Servers of the tests: started, stopped, killed and started again, each in a session of its own,
none left behind.

Only the standard library is used: this runs before and outside of Django.
"""

import contextlib
import fcntl
import functools
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

PRET = 60  # seconds a server gets to be ready
ARRET = 10  # seconds it gets to stop before it is killed
PREMIER_PORT = 15000
_reserves: set[int] = set()  # the ports that this process has given


class ServeurIndisponible(Exception):
    """The server did not start; the message holds the end of what it said."""


@dataclass(kw_only=True)
class Serveur:
    """One program. `adresse` is what its clients are told; `pret` says whether it serves."""

    adresse: str
    commande: list[str]
    journal: Path
    pret: Callable[[], bool]
    compte: str | None = None
    arret: signal.Signals = signal.SIGTERM
    delai: float = ARRET
    delai_pret: float = PRET
    environnement: dict[str, str] | None = None
    descripteurs: tuple[int, ...] = ()
    enfant: subprocess.Popen | None = field(default=None, init=False)

    def demarrer(self) -> None:
        """Raises ServeurIndisponible if it is not ready in time."""
        self.lancer()
        self.attendre()

    def lancer(self) -> None:
        with self.journal.open("ab") as sortie:
            self.enfant = subprocess.Popen(
                self.commande,
                stdin=subprocess.DEVNULL,
                stdout=sortie,
                stderr=sortie,
                start_new_session=True,
                user=self.compte,
                env=self.environnement,
                pass_fds=self.descripteurs,
            )

    def attendre(self) -> None:
        fin = time.monotonic() + self.delai_pret
        while not self.pret():
            if not self.est_vivant() or time.monotonic() > fin:
                raise ServeurIndisponible(f"{self.commande[0]} : {self.dit()[-2000:]}")
            time.sleep(0.1)

    def arreter(self) -> None:
        """Asked to stop; killed with all that is left of it after `delai` seconds."""
        if self.enfant is None:
            return
        tous = self.pids()
        if self.est_vivant():
            self.enfant.send_signal(self.arret)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.enfant.wait(self.delai)
        self._achever(tous)

    def tuer(self) -> None:
        """kill -9, of the program and of all its children at once."""
        self._achever(self.pids())

    def redemarrer(self) -> None:
        self.arreter()
        self.demarrer()

    def est_vivant(self) -> bool:
        return self.enfant is not None and self.enfant.poll() is None

    def dit(self) -> str:
        """All that it has said since the first start."""
        return self.journal.read_text(errors="replace") if self.journal.exists() else ""

    def pids(self) -> list[int]:
        """Its own, then those of its descendants."""
        return (
            [self.enfant.pid, *descendants(self.enfant.pid)]
            if self.enfant and self.est_vivant()
            else []
        )

    def _achever(self, tous: list[int]) -> None:
        if self.enfant is None:
            return
        for pid in tous:  # PostgreSQL's children leave the group of their parent
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.enfant.pid, signal.SIGKILL)
        self.enfant.wait()
        fin = time.monotonic() + ARRET
        while any(map(est_vivant, tous)) and time.monotonic() < fin:
            time.sleep(0.05)

    def __enter__(self) -> Self:
        try:
            self.demarrer()
        except BaseException:
            self.arreter()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self.arreter()


def port_libre() -> int:
    """A port of 127.0.0.1 that nobody listens on, kept for this process until it ends: below those
    that the system gives to outgoing connections, one of which took a server's port between its
    choice and its start."""
    for port in random.sample(range(PREMIER_PORT, _premier_ephemere()), k=200):
        if port not in _reserves and _reserver(port) and _est_libre(port):
            return port
    raise ServeurIndisponible("aucun port libre sur 127.0.0.1")


def _premier_ephemere() -> int:
    with contextlib.suppress(OSError):
        return int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    return 32768


def _reserver(port: int) -> bool:
    """False if another process of the tests keeps it. A byte a port, in one file: the system frees
    them when the process ends, however it ends."""
    try:
        fcntl.lockf(_fichier_des_ports(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
    except OSError:
        return False
    _reserves.add(port)
    return True


@functools.cache
def _fichier_des_ports() -> int:
    chemin = Path(tempfile.gettempdir()) / f"portail-ports-{os.getuid()}"
    return os.open(chemin, os.O_RDWR | os.O_CREAT, 0o600)


def _est_libre(port: int) -> bool:
    with socket.socket() as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            prise.bind(("127.0.0.1", port))
            return True
    return False


def accepte(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def compte_sans_droits() -> str | None:
    """The account that runs what refuses to run as root; None when we are not root."""
    if os.geteuid() != 0:
        return None
    for nom in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(nom).pw_name
    raise ServeurIndisponible("ni compte postgres ni compte nobody sur cette machine")


@contextlib.contextmanager
def dossier(compte: str | None = None) -> Iterator[Path]:
    chemin = Path(tempfile.mkdtemp(prefix="portail-serveur-"))
    try:
        if compte:
            shutil.chown(chemin, compte)
        yield chemin
    finally:
        shutil.rmtree(chemin, ignore_errors=True)


def enfants(pid: int) -> list[int]:
    """The pids of the children of each of its threads; [] where /proc does not tell them."""
    trouves: list[int] = []
    for fichier in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            trouves += map(int, fichier.read_text().split())
    return trouves


def descendants(pid: int) -> list[int]:
    """The pids of all the processes below this one."""
    directs = enfants(pid)
    return directs + [petit for enfant in directs for petit in descendants(enfant)]


def est_vivant(pid: int) -> bool:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
