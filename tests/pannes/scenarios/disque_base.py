"""The database's own disk full, under load. First its tables cannot grow: PostgreSQL goes on,
refuses what has no room, and all goes on as soon as there is some. Then its journal cannot:
PostgreSQL stops by itself, and is started again once there is room."""

import contextlib
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.pannes.charge import compteurs, courriels, repond, sous_charge
from tests.pannes.constat import Constat
from tests.pannes.petit_disque import monter, remplir
from tests.pannes.ville import Ville, attendre
from tests.ville.processus import compte_sans_droits, dossier

TITRE = "disque de la base plein"
TABLES, JOURNAL = f"{TITRE} : tables", f"{TITRE} : journal"
LIBRE = 32 * 2**20  # octets, when it begins
AVANT, PANNE, APRES = 4, 20, 6  # seconds
SEGMENTS, SEGMENT = 5, 16 * 2**20  # of the journal: a base that has lived holds so many ready


def eprouver(ville: Ville) -> list[Constat]:
    with _petit_disque(ville) as lest:
        return [
            *_eprouver(ville, lest, TABLES, pendant=lambda: None),
            *_eprouver(ville, lest, JOURNAL, pendant=_user_le_journal),
        ]


def _eprouver(ville: Ville, lest: Path, titre: str, pendant: Callable[[], None]) -> list[Constat]:
    from django.utils import timezone

    debut, deja = timezone.now(), len(ville.t.courriels)
    ville.nouveau_releve()
    with sous_charge(ville) as charge:
        time.sleep(AVANT)
        remplir(lest)
        pendant()
        lues = _tenir_plein(ville, lest)
        vivant = ville.t.est_vivant("postgresql")
        lest.unlink()
        if not vivant:
            ville.revenir("postgresql")
        retour = attendre(partial(repond, ville), 60, "the pages come back")
        time.sleep(APRES)
    constat = charge.constater(ville, titre)
    suite = "PostgreSQL a continué" if vivant else "PostgreSQL s’est arrêté, puis a été démarré"
    plein = f"{lues[0]} pages lues sur {lues[1]} disque plein"
    constat.notes = [suite, plein, f"revenu en {retour:.1f} s", *constat.notes]
    return [constat, compteurs(ville, titre), courriels(ville, titre, debut, deja)]


def _tenir_plein(ville: Ville, lest: Path) -> tuple[int, int]:
    """For the time of the fault; how many pages came to somebody who only reads, of how many asked
    for."""
    fin, venues = time.monotonic() + PANNE, []
    while time.monotonic() < fin:
        remplir(lest)
        venues.append(repond(ville))
        time.sleep(1)
    return sum(venues), len(venues)


def _user_le_journal() -> None:
    """What a day's work writes in the journal, at once: until its next segment has no room."""
    from django.db import OperationalError

    with contextlib.suppress(OperationalError):
        for _ in range(4 * SEGMENTS):
            _ecrire_au_journal(SEGMENT // 2)
        raise AssertionError("the journal found room")


def _ecrire_au_journal(octets: int) -> None:
    from django.db import connection

    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT pg_logical_emit_message(false, 'pannes', repeat('x', %s))", [octets]
        )


def _preparer_le_journal() -> None:
    """Its next segments are there."""
    from django.db import connection

    for _ in range(SEGMENTS):
        _ecrire_au_journal(SEGMENT)
    with connection.cursor() as curseur:
        curseur.execute("CHECKPOINT")


@contextlib.contextmanager
def _petit_disque(ville: Ville) -> Iterator[Path]:
    """PostgreSQL's data on a small disk, and back where they were afterwards, with all that was
    written meanwhile. Gives the file that may fill this disk."""
    from django.db import connections

    donnees = ville.t.serveur("postgresql").journal.parent / "donnees"
    _preparer_le_journal()
    with dossier(compte_sans_droits()) as petit, contextlib.ExitStack() as pile:
        pile.callback(connections.close_all)  # cut with PostgreSQL
        ville.t.arreter("postgresql")
        pile.callback(ville.revenir, "postgresql")
        pile.enter_context(monter(petit, _taille(donnees) + LIBRE))
        petit.chmod(0o755)
        _deplacer(donnees, petit / "donnees")
        pile.callback(_rapporter, petit / "donnees", donnees)
        donnees.symlink_to(petit / "donnees")
        ville.revenir("postgresql")
        pile.callback(ville.t.arreter, "postgresql")
        yield petit / "lest"


def _rapporter(source: Path, cible: Path) -> None:
    cible.unlink()
    _deplacer(source, cible)


def _deplacer(source: Path, cible: Path) -> None:
    """Owners, rights and times as they are."""
    subprocess.run(["cp", "-a", str(source), str(cible)], check=True)
    shutil.rmtree(source)


def _taille(chemin: Path) -> int:
    """Octets that it takes on a disk."""
    dit = subprocess.run(
        ["du", "-s", "-B1", str(chemin)], capture_output=True, text=True, check=True
    )
    return int(dit.stdout.split()[0])
