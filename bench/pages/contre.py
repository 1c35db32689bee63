"""`make bench-contre REV=HEAD~9`: the same pages under another revision, beside this one.

The other revision is taken out in a folder of its own, with the libraries that it locks. Each
makes its own demonstration town in a database of one PostgreSQL, by its own command, and answers by
its own gunicorn under a town's settings; both live at once, and are asked in turn: A B A B.
Medians, their ratio, and a word a page. Pages that stand in FROIDES are read cold too: the first
page of a new process, whose connection is new. Ends with 1 when a page takes more than MARGE times
what it took, or MARGE_AILLEURS where few wait for it.

    python -m bench.pages.contre main --page /tableau-de-bord/ --page /gestion/demandes/
"""

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

import psycopg

from bench.outils import machine, preparation
from bench.outils.machine import RACINE
from bench.ouverture.parent import Parent
from tests import serveurs
from tests.ville.processus import Serveur, dossier, port_libre

PARENT, AGENT = "camille.martin@exemple.fr", "agent@exemple.fr"
PAGES = (
    "/",
    "/aide/",
    "/connexion/",
    "/tableau-de-bord/",
    "/reservations/",
    "/mes-factures/",
    "/demarches/",
    "/gestion/",
    "/gestion/demandes/",
    "/gestion/foyers/",
    "/gestion/factures/",
    "/gestion/reservations/remplissage/",
)
FROIDES = ("/tableau-de-bord/", "/reservations/", "/gestion/")
FROID = " (à froid)"
TOURS, PAR_TOUR, TOURS_FROIDS = 9, 10, 5
# Two runs of the same code differ by less than the first; cold ones, by more.
MARGE, MARGE_AILLEURS = 1.1, 1.33
ATTENDUES = ("/connexion/", "/tableau-de-bord/", "/reservations/")
# A session already proved, made by each revision's own functions: what is measured comes after.
SESSION = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from famille.comptes.connexion.allauth import session_de_test
from famille.models import Utilisateur
compte = Utilisateur.objects.get(email="{courriel}")
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(compte.pk)
session[BACKEND_SESSION_KEY] = "famille.comptes.authentification.Authentification"
session[HASH_SESSION_KEY] = compte.get_session_auth_hash()
session_de_test(session, compte)
session.save()
print("session=" + session.session_key)
"""


@dataclass
class Cote:
    """One of the two: its code, its database, its server."""

    nom: str
    code: Path
    base: str
    environnement: dict[str, str]
    python: str
    port: int = 0
    sessions: dict[str, str] = field(default_factory=dict)
    gunicorn: Serveur | None = None

    def gestion(self, *mots: str, **variables: str) -> str:
        """CalledProcessError, its words already on the screen: this revision cannot do it."""
        return subprocess.run(
            [self.python, "manage.py", *mots],
            cwd=self.code,
            env=self.environnement | variables,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    def preparer(self, *, demo: bool) -> None:
        """Its tables, its static files, its town; who reads it."""
        self.gestion("collectstatic", "--noinput", "-v", "0")
        if demo:  # before `preparer`, which would make the démarches of a town that has not chosen
            self.gestion("ville_demo", "-v", "0", DJANGO_SETTINGS_MODULE="portail.settings.dev")
        self.gestion("preparer", "-v", "0")
        if demo:
            for courriel in (PARENT, AGENT):
                dit = self.gestion("shell", "-v", "0", "-c", SESSION.format(courriel=courriel))
                self.sessions[courriel] = dit.rpartition("session=")[2].strip()

    def serveur(self, journal: Path) -> Serveur:
        self.port = port_libre()
        commande = [self.python, "-m", "gunicorn", "--chdir", str(self.code)]
        commande += ["-c", str(self.code / "gunicorn.conf.py"), "--bind", f"127.0.0.1:{self.port}"]
        self.gunicorn = Serveur(
            adresse=f"http://127.0.0.1:{self.port}",
            commande=commande,
            journal=journal,
            pret=self.repond,
            environnement=self.environnement,
            delai_pret=180,
        )
        return self.gunicorn

    def pids(self) -> list[int]:
        """Of its workers, and of the processes of PostgreSQL that serve them now: a connection is
        changed each minute."""
        assert self.gunicorn
        with psycopg.connect(self.base) as lien:
            requete = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> %s"
            lus = lien.execute(requete, [self.nom, lien.info.backend_pid]).fetchall()
        return [*self.gunicorn.pids(), *(pid for (pid,) in lus)]

    def repond(self) -> bool:
        with contextlib.suppress(OSError, HTTPException):
            self.lecteur("/").get("/sante/")
            return True
        return False

    def lecteur(self, page: str) -> Parent:
        qui = AGENT if page.startswith("/gestion/") else PARENT
        lecteur = Parent(self.port, "10.0.0.1")
        if page not in ("/", "/aide/", "/connexion/") and self.sessions:
            lecteur.cookies["__Host-session"] = self.sessions[qui]
        return lecteur


def main() -> int:
    analyseur = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    analyseur.add_argument("revision")
    analyseur.add_argument("--page", action="append", help="seulement celles-ci")
    analyseur.add_argument(
        "--court", action="store_true", help="deux tours, sans ville ni jugement"
    )
    choix = analyseur.parse_args()
    preparation.finir_proprement()
    pages = choix.page or (PAGES[:3] if choix.court else PAGES)
    with _deux_cotes(choix.revision, demo=not choix.court) as (ici, la_bas):
        lues = mesurer(ici, la_bas, pages, tours=2 if choix.court else TOURS)
        froides = pages[:1] if choix.court else [une for une in pages if une in FROIDES]
        lues |= mesurer(ici, la_bas, froides, tours=1 if choix.court else TOURS_FROIDS, froid=True)
    for ligne in (lignes := phrases(lues, choix.revision)):
        print(ligne)
    if not (choix.court or choix.page):
        donnees = {"machine": machine.faits(), "revision": choix.revision, "pages": lues}
        machine.garder("contre", donnees, [f"# Contre {choix.revision}", "", *lignes])
    return int(bool(_lentes(lues)) and not choix.court)


@contextlib.contextmanager
def _deux_cotes(revision: str, *, demo: bool) -> Iterator[tuple[Cote, Cote]]:
    with (
        serveurs.postgresql(durable=True) as adresse,
        tempfile.TemporaryDirectory(prefix="portail-bench-") as racine,
        _sorti(revision, Path(racine) / "code") as autre,
        contextlib.ExitStack() as pile,
    ):
        cotes = []
        for nom, code in (("ici", RACINE), ("autre", autre)):
            sien = Path(pile.enter_context(dossier()))
            base = _creer_la_base(adresse, nom)
            python = _son_python(code, Path(racine) / "paquets")
            cote = Cote(nom, code, base, preparation.d_une_ville(str(sien), base), python)
            cote.environnement |= {
                "DJANGO_SETTINGS_MODULE": "portail.settings.production",
                "PORTAIL_PROCESSUS": "1",
                "PORTAIL_FILS": "1",
            }
            cote.preparer(demo=demo)
            pile.enter_context(cote.serveur(sien / "journal"))
            cotes.append(cote)
        yield cotes[0], cotes[1]


@contextlib.contextmanager
def _sorti(revision: str, ou: Path) -> Iterator[Path]:
    """The code of this revision, in a folder that goes with the block."""
    git = ["git", "-C", str(RACINE), "worktree"]
    subprocess.run([*git, "add", "--quiet", "--detach", str(ou), revision], check=True)
    try:
        yield ou
    finally:
        subprocess.run([*git, "remove", "--force", str(ou)], check=True)


def _son_python(code: Path, ou: Path) -> str:
    """Ours, or one made in `ou` where the revision locks other libraries."""
    verrou, notre = code / "requirements.txt", RACINE / "requirements.txt"
    if verrou.read_bytes() == notre.read_bytes():
        return sys.executable
    uv, python = str(RACINE / ".uv" / "bin" / "uv"), str(ou / "bin" / "python")
    subprocess.run([uv, "venv", "-q", "--python", sys.executable, str(ou)], check=True)
    installer = [uv, "pip", "install", "-q", "--python", python, "--require-hashes"]
    subprocess.run([*installer, "-r", str(verrou)], check=True)
    return python


def _creer_la_base(adresse: str, nom: str) -> str:
    with psycopg.connect(adresse, autocommit=True) as lien:
        lien.execute(f'CREATE DATABASE "{nom}"')
    return f"{adresse.rpartition('/')[0]}/{nom}"


def mesurer(
    ici: Cote, la_bas: Cote, pages: Sequence[str], *, tours: int, froid: bool = False
) -> dict[str, dict[str, float]]:
    """{page: medians of both in ms, of the clock and of the processor; ratio of the processors}."""
    lues = {}
    for page in pages:
        durees: dict[str, list[tuple[float, float]]] = {"ici": [], "autre": []}
        for _ in range(tours):
            for cote in (ici, la_bas):
                durees[cote.nom].append((_duree_a_froid if froid else _duree)(cote, page))
        une, autre = (
            [round(statistics.median(valeurs), 2) for valeurs in zip(*durees[nom], strict=True)]
            for nom in ("ici", "autre")
        )
        rapports = [a[1] / b[1] for a, b in zip(durees["ici"], durees["autre"], strict=True)]
        lues[page + FROID * froid] = {
            "ici_ms": une[0],
            "autre_ms": autre[0],
            "ici_cpu_ms": une[1],
            "autre_cpu_ms": autre[1],
            "rapport": round(statistics.median(rapports), 3),
        }
    return lues


def _duree(cote: Cote, page: str) -> tuple[float, float]:
    """Milliseconds of one reading, of the clock and of the processor (web and database)."""
    lecteur = cote.lecteur(page)
    while True:
        lecteur.get(page)  # the connection of the minute is there
        with contextlib.suppress(FileNotFoundError):  # the minute was over
            return _chronometrer(cote, lecteur, page, PAR_TOUR)


def _duree_a_froid(cote: Cote, page: str) -> tuple[float, float]:
    """The same, of the first page of a new process: `/sante/` alone has been asked of it."""
    assert cote.gunicorn
    cote.gunicorn.redemarrer()
    return _chronometrer(cote, cote.lecteur(page), page, 1)


def _chronometrer(cote: Cote, lecteur: Parent, page: str, fois: int) -> tuple[float, float]:
    pids = cote.pids()
    debut, cpu = time.perf_counter(), _processeur(pids)
    for _ in range(fois):
        lecteur.get(page)
    duree, pris = time.perf_counter() - debut, _processeur(pids) - cpu
    return 1000 * duree / fois, 1000 * pris / fois


def _processeur(pids: list[int]) -> float:
    """Seconds of processor that these have taken, each thread of theirs."""
    total = 0
    for pid in pids:
        for fil in os.listdir(f"/proc/{pid}/task"):
            total += int(Path(f"/proc/{pid}/task/{fil}/schedstat").read_text().split()[0])
    return total / 1e9


def _marge(page: str) -> float:
    return MARGE if page in ATTENDUES else MARGE_AILLEURS


def _lentes(lues: dict) -> list[str]:
    return [page for page, lue in lues.items() if lue["rapport"] > _marge(page)]


def phrases(lues: dict, revision: str) -> list[str]:
    lignes = [
        f"| page | ici, ms | {revision}, ms | ici, processeur | {revision} | rapport | |",
        "|---|---|---|---|---|---|---|",
    ]
    lentes = _lentes(lues)
    for page, lue in lues.items():
        verdict = "plus lente" if page in lentes else ""
        dites = " | ".join(map(str, lue.values()))
        lignes.append(f"| {page} | {dites} | {verdict} |")
    dites = f"PLUS LENTES : {', '.join(lentes)}." if lentes else "Aucune page n’a ralenti."
    rapport = f"Rapport : processeur pris ici sur celui pris par {revision}, passages entrelacés."
    return [*lignes, "", f"{rapport} {dites}"]


if __name__ == "__main__":
    sys.exit(main())
