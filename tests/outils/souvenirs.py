"""What takes long to write in the database, written once in a run of the tests and put back in one
go afterwards.

    une_fois("pages", creer_pages)  # 3,000 queries the first time, then some ten for the same rows

The rows are compared before and after, table by table. They are put back only where the tables that
they change hold what they held the first time; elsewhere the function runs again. So a test may ask
for it in any state of the database. The files of that time come back with them.

The workers of one run (pytest-xdist) tell each other what they have written, in a folder of the
run: the second one that asks for the pages has them from the first.
"""

import contextlib
import fcntl
import hashlib
import os
import pickle
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from wagtail.models import Site

type Lignes = list[tuple]
type Photo = dict[str, Lignes]

_souvenirs: dict[Hashable, list["Souvenir"]] = {}
_commun: Path | None = None  # the folder of the run, where there are several workers


def partager(dossier: Path) -> None:
    """From now on, what is written under a key that is a text, or made of texts and days, is told
    to the other workers and had from them."""
    global _commun  # noqa: PLW0603
    dossier.mkdir(exist_ok=True)
    _commun = dossier


def une_fois(cle: Hashable, ecrire: Callable[[], object]) -> None:
    """Runs `ecrire`, or puts back what it wrote when a worker of this run ran it under this key in
    a database like this one."""
    connus = _souvenirs.setdefault(cle, [])
    if any(souvenir.revenir() for souvenir in connus):
        return
    with _en_commun(cle) as dossier:
        if dossier:
            for souvenir in _des_autres(dossier, connus):
                connus.append(souvenir)
                if souvenir.revenir():
                    return
        connus.append(Souvenir(ecrire))
        if dossier:
            connus[-1].ecrire(dossier / f"{os.getpid()}-{len(connus)}")


@contextlib.contextmanager
def _en_commun(cle: Hashable) -> Iterator[Path | None]:
    """The folder of what is shared under this key, which nobody else reads meanwhile: who asks for
    the same at the same time waits for it to be written."""
    if not _commun or not isinstance(cle, str | tuple):
        yield None
        return
    dossier = _commun / hashlib.sha256(repr(cle).encode()).hexdigest()[:16]
    dossier.mkdir(exist_ok=True)
    with open(dossier.with_suffix(".verrou"), "w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        yield dossier


def _des_autres(dossier: Path, connus: list["Souvenir"]) -> Iterator["Souvenir"]:
    """Those of the other workers that are not known here yet."""
    vus = {souvenir.source for souvenir in connus}
    for fichier in sorted(dossier.iterdir()):
        if fichier not in vus:
            yield Souvenir.lu(fichier)


class Souvenir:
    """What a function changes in the database: for each table that it touches, its rows before and
    after. `source`: the file by which it is told to the other workers."""

    source: Path | None = None
    d_un_autre = False

    def __init__(self, ecrire: Callable[[], object]):
        avant, fichiers = photographier(), _fichiers()
        ecrire()
        apres = photographier()
        self.touchees = {
            table: (avant[table], apres[table])
            for table in apres
            if not _memes(avant[table], apres[table])
        }
        self.fichiers = {
            str(fichier.relative_to(settings.VAR)): fichier.read_bytes()
            for fichier in _fichiers() - fichiers
        }

    def ecrire(self, fichier: Path) -> None:
        """Aside, then renamed: a worker that is killed leaves no half of it."""
        self.source = fichier
        essai = fichier.parent.with_suffix(".essai")
        essai.write_bytes(pickle.dumps((self.touchees, self.fichiers)))
        essai.replace(fichier)

    @classmethod
    def lu(cls, fichier: Path) -> "Souvenir":
        souvenir = cls.__new__(cls)
        souvenir.touchees, souvenir.fichiers = pickle.loads(fichier.read_bytes())
        souvenir.source, souvenir.d_un_autre = fichier, True
        return souvenir

    def revenir(self) -> bool:
        """Puts the rows and the files back; False, with nothing changed, where the database is not
        as it was."""
        if not all(_memes(lire(table), avant) for table, (avant, _apres) in self.touchees.items()):
            return False
        with transaction.atomic(), connection.cursor() as curseur:
            for table, (avant, apres) in self.touchees.items():
                restent = Counter(avant)
                if restent - Counter(apres):
                    curseur.execute(f"DELETE FROM {_cite(table)}")
                    restent.clear()
                inserer(table, list((Counter(apres) - restent).elements()))
            if self.d_un_autre:
                self._avancer_les_cles(curseur)
        self._remettre_les_fichiers()
        self.d_un_autre = False
        Site.clear_site_root_paths_cache()  # Wagtail's, which a signal would have emptied
        return True

    def _avancer_les_cles(self, curseur: CursorWrapper) -> None:
        """The next keys of these tables, which the worker that wrote the rows has gone past: a
        PostgreSQL gives them whatever a transaction becomes."""
        modeles = [
            modele
            for modele in apps.get_models(include_auto_created=True)
            if modele._meta.db_table in self.touchees
        ]
        for requete in connection.ops.sequence_reset_sql(no_style(), modeles):
            curseur.execute(requete)

    def _remettre_les_fichiers(self) -> None:
        """Those that are gone; of another worker's all, whatever stands here under their names."""
        for nom, contenu in self.fichiers.items():
            fichier = Path(settings.VAR) / nom
            if self.d_un_autre or not fichier.exists():
                fichier.parent.mkdir(parents=True, exist_ok=True)
                fichier.write_bytes(contenu)


def photographier() -> Photo:
    """All the rows of the site's tables, as the database writes them. Wagtail's full-text index
    follows by itself."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return {table: lire(table) for table in sorted(tables) if not table.endswith("_fts")}


def lire(table: str) -> Lignes:
    """The rows of a table without Django's conversions: the values of SQLite, or the texts that
    PostgreSQL reads."""
    modele = "{}::text" if connection.vendor == "postgresql" else "+{}"
    with connection.cursor() as curseur:
        curseur.execute(
            f"SELECT {', '.join(modele.format(_cite(nom)) for nom in _colonnes(table))} FROM"
            f" {_cite(table)}"
        )
        return curseur.fetchall()


def inserer(table: str, lignes: Lignes) -> None:
    if not lignes:
        return
    colonnes = _colonnes(table)
    noms, places = ", ".join(map(_cite, colonnes)), ", ".join(["%s"] * len(colonnes))
    with connection.cursor() as curseur:
        curseur.executemany(f"INSERT INTO {_cite(table)} ({noms}) VALUES ({places})", lignes)


_connues: dict[str, list[str]] = {}


def _colonnes(table: str) -> list[str]:
    if table not in _connues:
        with connection.cursor() as curseur:
            # their names alone: of SQLite, Django parses every table's SQL for the rest
            curseur.execute(f"SELECT * FROM {_cite(table)} LIMIT 0")
            _connues[table] = [colonne[0] for colonne in curseur.description]
    return _connues[table]


def _cite(nom: str) -> str:
    return connection.ops.quote_name(nom)


def _memes(unes: Lignes, autres: Lignes) -> bool:
    """A table has no order."""
    return unes == autres or (len(unes) == len(autres) and Counter(unes) == Counter(autres))


def _fichiers() -> set[Path]:
    """The files that the site keeps."""
    return {
        Path(dossier) / nom
        for dossier, _sous, noms in os.walk(settings.VAR)
        for nom in noms
        if "sqlite3" not in nom
    }


def remettre(photo: Photo) -> None:
    """All these rows, where they are not there yet: the first time, the database has them from its
    making."""
    with transaction.atomic():
        for table, lignes in photo.items():
            if lignes and not _memes(lire(table), lignes):
                with connection.cursor() as curseur:
                    curseur.execute(f"DELETE FROM {_cite(table)}")
                inserer(table, lignes)
