"""Real servers for the tests, each on a free loopback port, in a folder of its own, stopped
whatever happens.

`python -m tests.serveurs postgresql -- cmd…` runs a command with PORTAIL_BASE pointing at a fresh
PostgreSQL. Only the standard library is used: this runs before and outside of Django.
"""

import argparse
import contextlib
import glob
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.ville.processus import (
    Serveur,
    ServeurIndisponible,
    accepte,
    compte_sans_droits,
    dossier,
    port_libre,
)

__all__ = ["Serveur", "ServeurIndisponible", "accepte", "dossier", "port_libre"]

# The EICAR test string, in two halves: whole, it would make an antivirus remove this file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


def programme(nom: str) -> str | None:
    """The full path of a server's program, PATH or not; None if it is not installed."""
    ailleurs = [
        *sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True),
        "/usr/sbin",
        str(Path(sys.executable).parent),
    ]
    return shutil.which(nom) or shutil.which(nom, path=os.pathsep.join(ailleurs))


@contextlib.contextmanager
def processus(
    commande: list[str], journal: Path, pret: Callable[[], bool]
) -> Iterator[subprocess.Popen]:
    """Runs a server until the end of the block. Raises ServeurIndisponible if it is not ready in
    time."""
    with Serveur(adresse="", commande=commande, journal=journal, pret=pret) as serveur:
        assert serveur.enfant
        yield serveur.enfant


def preparer_postgresql(racine: Path, *, durable: bool = False) -> Serveur:
    """A PostgreSQL in this folder, which belongs to compte_sans_droits(); without durability unless
    asked (tests only). Its address is a PORTAIL_BASE."""
    initdb, postgres, compte = programme("initdb"), programme("postgres"), compte_sans_droits()
    if not (initdb and postgres):
        raise ServeurIndisponible("PostgreSQL n’est pas installé")
    donnees, port = racine / "donnees", port_libre()
    creation = [
        initdb,
        "-D",
        str(donnees),
        "-U",
        "portail",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "-N",
    ]
    fait = subprocess.run(
        creation, capture_output=True, text=True, user=compte, cwd=racine, check=False
    )
    if fait.returncode:
        raise ServeurIndisponible(fait.stderr[-2000:])
    reglages = [] if durable else ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    reglages += [
        "max_connections=200",
        "listen_addresses=127.0.0.1",
        f"unix_socket_directories={racine}",
    ]
    return Serveur(
        adresse=f"postgres://portail@127.0.0.1:{port}/postgres",
        commande=[
            postgres,
            "-D",
            str(donnees),
            "-p",
            str(port),
            *(mot for r in reglages for mot in ("-c", r)),
        ],
        journal=racine / "journal",
        pret=lambda: _base_prete(racine, port),
        compte=compte,
        arret=signal.SIGINT,
    )


def _base_prete(racine: Path, port: int) -> bool:
    """The last line of postmaster.pid says "ready" once connections are served."""
    fichier = racine / "donnees" / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError):
        return "ready" in fichier.read_text(errors="replace") and accepte(port)
    return False


def preparer_redis(racine: Path) -> Serveur:
    """A Redis that keeps nothing. Its address is a PORTAIL_REDIS."""
    port = port_libre()
    commande = [
        programme("redis-server") or "redis-server",
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
    ]
    commande += ["--save", "", "--appendonly", "no", "--dir", str(racine)]
    return Serveur(
        adresse=f"redis://127.0.0.1:{port}/0",
        commande=commande,
        journal=racine / "journal",
        pret=lambda: accepte(port),
    )


def preparer_clamd(racine: Path) -> Serveur:
    """A clamd that knows the EICAR signature only: ready at once, nothing to fetch. Its address is
    a PORTAIL_CLAMD."""
    port = port_libre()
    (racine / "base").mkdir()
    (racine / "base" / "eicar.ndb").write_text(f"Eicar-Test-Portail:0:*:{EICAR.hex()}\n")
    configuration = racine / "clamd.conf"
    configuration.write_text(
        f"Foreground yes\nTCPSocket {port}\nTCPAddr 127.0.0.1\nDatabaseDirectory"
        f" {racine / 'base'}\nTemporaryDirectory {racine}\nStreamMaxLength 25M\n"
    )
    return Serveur(
        adresse=f"tcp://127.0.0.1:{port}",
        commande=[programme("clamd") or "clamd", "-c", str(configuration)],
        journal=racine / "journal",
        pret=lambda: accepte(port),
    )


S3_CLE, S3_SECRET, S3_PUBLIC = "portail", "secret-de-test", "public"


def preparer_seaweedfs(racine: Path) -> Serveur:
    """An S3 server that checks signatures; anybody reads the pictures of its bucket S3_PUBLIC, once
    it is made, as deploy/compose.yaml has it. Its address is a PORTAIL_S3_ADRESSE; keys are S3_CLE
    and S3_SECRET."""
    ports = {nom: port_libre() for nom in ("master", "volume", "filer", "s3")}
    identites = racine / "s3.json"
    droits: dict[str, object] = {
        "name": "portail",
        "credentials": [{"accessKey": S3_CLE, "secretKey": S3_SECRET}],
    }
    droits["actions"] = ["Admin", "Read", "Write", "List", "Tagging"]
    lus = [f"Read:{S3_PUBLIC}/{dossier}/*" for dossier in ("images", "original_images")]
    passants: dict[str, object] = {"name": "anonymous", "actions": lus}
    identites.write_text(json.dumps({"identities": [droits, passants]}))
    commande = [
        programme("weed") or "weed",
        "server",
        f"-dir={racine}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
    ]
    commande += [f"-{nom}.port={port}" for nom, port in ports.items()]
    commande += [f"-{nom}.port.grpc={port_libre()}" for nom in ports]
    # Its table catalogues listen on fixed ports, where a second server would find the first.
    commande += ["-s3", "-s3.port.iceberg=0", "-s3.port.lance=0", f"-s3.config={identites}"]
    commande += ["-master.telemetry=false", "-master.volumeSizeLimitMB=64", "-volume.max=50"]
    return Serveur(
        adresse=f"http://127.0.0.1:{ports['s3']}",
        commande=commande,
        journal=racine / "journal",
        pret=lambda: _refuse(ports["s3"]),
        # It ignores SIGTERM for minutes (its filer flushes a log): killed at once.
        arret=signal.SIGKILL,
    )


def _refuse(port: int) -> bool:
    """Ready: an anonymous request is answered by 403."""
    with (
        contextlib.suppress(OSError),
        socket.create_connection(("127.0.0.1", port), timeout=2) as prise,
    ):
        prise.sendall(b"GET /prive/rien HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        return b" 403 " in prise.recv(64)
    return False


@contextlib.contextmanager
def postgresql(*, durable: bool = False) -> Iterator[str]:
    with (
        dossier(compte_sans_droits()) as racine,
        preparer_postgresql(racine, durable=durable) as serveur,
    ):
        yield serveur.adresse


def _seul(preparer: Callable[[Path], Serveur]):
    """That server in a folder of its own, for the time of a block, which gets its address."""

    @contextlib.contextmanager
    def servir() -> Iterator[str]:
        with dossier() as racine, preparer(racine) as serveur:
            yield serveur.adresse

    return servir


redis = _seul(preparer_redis)
clamd = _seul(preparer_clamd)
seaweedfs = _seul(preparer_seaweedfs)

SERVEURS = {"postgresql": postgresql, "redis": redis, "clamd": clamd, "seaweedfs": seaweedfs}
PROGRAMMES = {
    "postgresql": "initdb",
    "redis": "redis-server",
    "clamd": "clamd",
    "seaweedfs": "weed",
    "nginx": "nginx",
}
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
    analyseur.add_argument(
        "--present", action="store_true", help="only says by the exit code whether it is installed"
    )
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
