"""What a town of tests/ville/topologie.py is made of, gunicorns, task clusters, buckets, and how
one speaks to it."""

import contextlib
import socket
import subprocess
import sys
import urllib.request
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path

from tests.serveurs import S3_CLE, S3_PUBLIC, S3_SECRET
from tests.ville.courrier import ServeurDeCourriel
from tests.ville.processus import Serveur, port_libre

RACINE = Path(__file__).parents[2]
PRIVE = "prive"
# Gives gunicorn a socket as systemd does (deploy/portail-web@.socket), then becomes it.
AVEC_PRISE = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
os.execv(sys.argv[2], sys.argv[2:])
"""


@dataclass(kw_only=True)
class Web(Serveur):
    """gunicorn behind a socket that we hold: a restart keeps it, so nobody is refused; stopped or
    killed, as a machine that is gone, its port refuses."""

    port: int
    prise: socket.socket | None = field(default=None, init=False)

    def demarrer(self) -> None:
        if self.prise is None:
            self.prise = socket.create_server(("127.0.0.1", self.port), backlog=2048)
            self.descripteurs = (self.prise.fileno(),)
            gunicorn = [sys.executable, "-m", "gunicorn", "-c", str(RACINE / "gunicorn.conf.py")]
            self.commande = [sys.executable, "-c", AVEC_PRISE, str(self.prise.fileno()), *gunicorn]
        super().demarrer()

    def redemarrer(self) -> None:
        Serveur.arreter(self)
        self.demarrer()

    def arreter(self) -> None:
        self._fermer()
        super().arreter()

    def tuer(self) -> None:
        self._fermer()
        super().tuer()

    def _fermer(self) -> None:
        if self.prise is not None:
            self.prise.close()
            self.prise = None


def preparer_web(journal: Path, environnement: dict[str, str]) -> Web:
    port = port_libre()
    return Web(
        adresse=f"http://127.0.0.1:{port}",
        port=port,
        commande=[],
        journal=journal,
        pret=lambda: _sert(port),
        environnement=environnement,
        delai=30,
        delai_pret=180,  # a machine where other tests run
    )


def _sert(port: int) -> bool:
    demande = urllib.request.Request(
        f"http://127.0.0.1:{port}/sante/", headers={"X-Forwarded-Proto": "https"}
    )
    with contextlib.suppress(OSError), urllib.request.urlopen(demande, timeout=5):
        return True
    return False


def preparer_taches(journal: Path, environnement: dict[str, str]) -> Serveur:
    """Its cluster gets ready by itself; what it has to do waits for it in the database."""
    return Serveur(
        adresse="",
        commande=[sys.executable, str(RACINE / "manage.py"), "travailler"],
        journal=journal,
        pret=lambda: True,
        environnement=environnement,
        delai=30,
    )


def creer_les_seaux(adresse: str) -> None:
    import boto3
    from botocore.config import Config

    client = boto3.client(
        "s3",
        endpoint_url=adresse,
        aws_access_key_id=S3_CLE,
        aws_secret_access_key=S3_SECRET,
        region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}),
    )
    for seau in (PRIVE, S3_PUBLIC):
        client.create_bucket(Bucket=seau)


Piece = Serveur | ServeurDeCourriel


class Topologie:
    """Parts by name in `pieces`, in the order they were started; `environnement`, which all of the
    portal's share."""

    def __init__(self, racine: Path, environnement: dict[str, str]):
        self.racine = racine
        self.environnement = environnement
        self.pieces: dict[str, Piece] = {}

    @property
    def adresse(self) -> str:
        """Of the portal: nginx if there is one, else the first web process."""
        return self.serveur("nginx" if "nginx" in self.pieces else "web-1").adresse

    @property
    def base(self) -> str:
        """The PORTAIL_BASE."""
        return self.environnement["PORTAIL_BASE"]

    @property
    def courriels(self) -> list[Message]:
        """The mails received, in order."""
        smtp = self.pieces["smtp"]
        assert isinstance(smtp, ServeurDeCourriel)
        return smtp.boite.courriels

    @property
    def certificat(self) -> Path:
        """What a client of nginx must trust."""
        return self.racine / "nginx" / "cert.pem"

    def serveur(self, nom: str) -> Serveur:
        piece = self.pieces[nom]
        assert isinstance(piece, Serveur)
        return piece

    def noms(self, debut: str) -> list[str]:
        """Of the parts of a kind: noms("web") -> ["web-1", "web-2"]."""
        return [nom for nom in self.pieces if nom.partition("-")[0] == debut]

    def demarrer(self, nom: str) -> None:
        self.pieces[nom].demarrer()

    def arreter(self, nom: str) -> None:
        self.pieces[nom].arreter()

    def tuer(self, nom: str) -> None:
        self.pieces[nom].tuer()

    def redemarrer(self, nom: str) -> None:
        self.pieces[nom].redemarrer()

    def est_vivant(self, nom: str) -> bool:
        return self.pieces[nom].est_vivant()

    def pids(self, nom: str) -> list[int]:
        """The pid of a part, then those of its descendants."""
        return self.serveur(nom).pids()

    def journal(self, nom: str) -> str:
        return self.serveur(nom).dit()

    def gestion(self, *arguments: str, **variables: str) -> str:
        """What `manage.py` prints with the settings of the town. Raises AssertionError, with its
        words, if it fails."""
        fait = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=RACINE,
            env=self.environnement | variables,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert fait.returncode == 0, (
            f"manage.py {arguments[0]} : {fait.stdout[-2000:]}{fait.stderr[-4000:]}"
        )
        return fait.stdout

    def python(self, code: str) -> str:
        """What this code prints, run in Django with the settings of the town."""
        return self.gestion("shell", "-v", "0", "-c", code)
