"""Real servers for the tests, each on a free loopback port, in a folder of its own, stopped whatever happens.

`python -m tests.serveurs postgresql -- cmd…` runs a command with PORTAIL_BASE pointing at a fresh PostgreSQL.
Only the standard library is used: this runs before and outside of Django.
"""

import argparse
import contextlib
import glob
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PRET = 60  # seconds a server gets to be ready
ARRET = 10  # seconds it gets to stop before it is killed

# The EICAR test string, in two halves: whole, it would make an antivirus remove this file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


class ServeurIndisponible(Exception):
    """The server did not start; the message holds the end of what it said."""


def programme(nom: str) -> str | None:
    """The full path of a server's program, PATH or not; None if it is not installed."""
    ailleurs = [
        *sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True),
        "/usr/sbin",
        str(Path(sys.executable).parent),
    ]
    return shutil.which(nom) or shutil.which(nom, path=os.pathsep.join(ailleurs))


def port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return prise.getsockname()[1]


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


@contextlib.contextmanager
def processus(
    commande: list[str],
    journal: Path,
    pret: Callable[[], bool],
    *,
    compte: str | None = None,
    arret: signal.Signals = signal.SIGTERM,
) -> Iterator[subprocess.Popen]:
    """Runs a server until the end of the block. Raises ServeurIndisponible if it is not ready in time."""
    with journal.open("wb") as sortie:
        serveur = subprocess.Popen(
            commande, stdin=subprocess.DEVNULL, stdout=sortie, stderr=sortie, start_new_session=True, user=compte
        )
    try:
        fin = time.monotonic() + PRET
        while not pret():
            if serveur.poll() is not None or time.monotonic() > fin:
                raise ServeurIndisponible(f"{commande[0]} : {journal.read_text(errors='replace')[-2000:]}")
            time.sleep(0.1)
        yield serveur
    finally:
        serveur.send_signal(arret)
        with contextlib.suppress(subprocess.TimeoutExpired):
            serveur.wait(ARRET)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(serveur.pid, signal.SIGKILL)
        serveur.wait()


@contextlib.contextmanager
def postgresql(*, durable: bool = False) -> Iterator[str]:
    """A PostgreSQL; without durability unless asked (tests only). Gives its PORTAIL_BASE."""
    initdb, postgres, compte = programme("initdb"), programme("postgres"), compte_sans_droits()
    if not (initdb and postgres):
        raise ServeurIndisponible("PostgreSQL n’est pas installé")
    with dossier(compte) as racine:
        donnees, port = racine / "donnees", port_libre()
        creation = [initdb, "-D", str(donnees), "-U", "portail", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        fait = subprocess.run(creation, capture_output=True, text=True, user=compte, cwd=racine, check=False)
        if fait.returncode:
            raise ServeurIndisponible(fait.stderr[-2000:])
        reglages = [] if durable else ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        reglages += ["max_connections=200", "listen_addresses=127.0.0.1", f"unix_socket_directories={racine}"]
        commande = [postgres, "-D", str(donnees), "-p", str(port), *(mot for r in reglages for mot in ("-c", r))]
        journal = racine / "journal"
        with processus(commande, journal, lambda: _base_prete(racine, port), compte=compte, arret=signal.SIGINT):
            yield f"postgres://portail@127.0.0.1:{port}/postgres"


def _base_prete(racine: Path, port: int) -> bool:
    """The last line of postmaster.pid says "ready" once connections are served."""
    fichier = racine / "donnees" / "postmaster.pid"
    return fichier.exists() and "ready" in fichier.read_text(errors="replace") and accepte(port)


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """A Redis that keeps nothing. Gives its PORTAIL_REDIS."""
    with dossier() as racine:
        port = port_libre()
        commande = [programme("redis-server") or "redis-server", "--port", str(port), "--bind", "127.0.0.1"]
        commande += ["--save", "", "--appendonly", "no", "--dir", str(racine)]
        with processus(commande, racine / "journal", lambda: accepte(port)):
            yield f"redis://127.0.0.1:{port}/0"


@contextlib.contextmanager
def clamd() -> Iterator[str]:
    """A clamd that knows the EICAR signature only: ready at once, nothing to download. Gives its PORTAIL_CLAMD."""
    with dossier() as racine:
        port = port_libre()
        (racine / "base").mkdir()
        (racine / "base" / "eicar.ndb").write_text(f"Eicar-Test-Portail:0:*:{EICAR.hex()}\n")
        configuration = racine / "clamd.conf"
        configuration.write_text(
            f"Foreground yes\nTCPSocket {port}\nTCPAddr 127.0.0.1\nDatabaseDirectory {racine / 'base'}\n"
            f"TemporaryDirectory {racine}\nStreamMaxLength 25M\n"
        )
        commande = [programme("clamd") or "clamd", "-c", str(configuration)]
        with processus(commande, racine / "journal", lambda: accepte(port)):
            yield f"tcp://127.0.0.1:{port}"


S3_CLE, S3_SECRET = "portail", "secret-de-test"


@contextlib.contextmanager
def seaweedfs() -> Iterator[str]:
    """An S3 server that checks signatures. Gives its address (PORTAIL_S3_ADRESSE); keys are S3_CLE and S3_SECRET."""
    with dossier() as racine:
        ports = {nom: port_libre() for nom in ("master", "volume", "filer", "s3")}
        identites = racine / "s3.json"
        droits: dict[str, object] = {"name": "portail", "credentials": [{"accessKey": S3_CLE, "secretKey": S3_SECRET}]}
        droits["actions"] = ["Admin", "Read", "Write", "List", "Tagging"]
        identites.write_text(json.dumps({"identities": [droits]}))
        commande = [programme("weed") or "weed", "server", f"-dir={racine}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
        commande += [f"-{nom}.port={port}" for nom, port in ports.items()]
        commande += [f"-{nom}.port.grpc={port_libre()}" for nom in ports]
        # Its table catalogues listen on fixed ports, where a second server would find the first.
        commande += ["-s3", "-s3.port.iceberg=0", "-s3.port.lance=0", f"-s3.config={identites}"]
        commande += ["-master.telemetry=false", "-master.volumeSizeLimitMB=64"]
        # It ignores SIGTERM for minutes (its filer flushes a log): killed at once.
        with processus(commande, racine / "journal", lambda: _refuse(ports["s3"]), arret=signal.SIGKILL):
            yield f"http://127.0.0.1:{ports['s3']}"


def _refuse(port: int) -> bool:
    """Ready: an anonymous request is answered by 403."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2) as prise:
        prise.sendall(b"GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        return b" 403 " in prise.recv(64)
    return False


SERVEURS = {"postgresql": postgresql, "redis": redis, "clamd": clamd, "seaweedfs": seaweedfs}
PROGRAMMES = {"postgresql": "initdb", "redis": "redis-server", "clamd": "clamd", "seaweedfs": "weed"}
VARIABLES = {
    "postgresql": "PORTAIL_BASE",
    "redis": "PORTAIL_REDIS",
    "clamd": "PORTAIL_CLAMD",
    "seaweedfs": "PORTAIL_S3_ADRESSE",
}


def present(nom: str) -> bool:
    return programme(PROGRAMMES[nom]) is not None


def _interrompre(numero, cadre):
    raise SystemExit(128 + numero)


def main() -> int:
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("serveur", choices=sorted(SERVEURS))
    analyseur.add_argument("--present", action="store_true", help="only says by the exit code whether it is installed")
    analyseur.add_argument("commande", nargs="*", help="the command to run, after --")
    choix = analyseur.parse_args()
    if choix.present:
        return 0 if present(choix.serveur) else 1
    signal.signal(signal.SIGTERM, _interrompre)
    try:
        with SERVEURS[choix.serveur]() as adresse:
            return subprocess.run(
                choix.commande, env=os.environ | {VARIABLES[choix.serveur]: adresse}, check=False
            ).returncode
    except ServeurIndisponible as erreur:
        print(f"{choix.serveur} n’a pas démarré : {erreur}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
