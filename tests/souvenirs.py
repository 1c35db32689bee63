"""What takes long to write in the database, written once by a process of the tests and put back in
one go afterwards.

    une_fois("pages", creer_pages)     # 3,000 queries the first time, some ten the others, with the
    same rows

The rows are compared before and after, table by table. They are put back only where the tables that
they change hold what they held the first time, and where the files of that time are still there;
elsewhere the function runs again. So a test may ask for it in any state of the database.
"""

import os
from collections import Counter
from collections.abc import Callable, Hashable
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from wagtail.models import Site

type Lignes = list[tuple]
type Photo = dict[str, Lignes]

_souvenirs: dict[Hashable, list["Souvenir"]] = {}


def une_fois(cle: Hashable, ecrire: Callable[[], object]) -> None:
    """Runs `ecrire`, or puts back what it wrote when this process ran it under this key in a
    database like this one."""
    connus = _souvenirs.setdefault(cle, [])
    if not any(souvenir.revenir() for souvenir in connus):
        connus.append(Souvenir(ecrire))


class Souvenir:
    """What a function changes in the database: for each table that it touches, its rows before and
    after."""

    def __init__(self, ecrire: Callable[[], object]):
        avant, fichiers = photographier(), _fichiers()
        ecrire()
        apres = photographier()
        self.touchees = {
            table: (avant[table], apres[table])
            for table in apres
            if not _memes(avant[table], apres[table])
        }
        self.fichiers = _fichiers() - fichiers

    def revenir(self) -> bool:
        """Puts the rows back; False, with nothing changed, where the database or the files are not
        as they were."""
        if not all(fichier.exists() for fichier in self.fichiers):
            return False
        if not all(_memes(lire(table), avant) for table, (avant, _apres) in self.touchees.items()):
            return False
        with transaction.atomic(), connection.cursor() as curseur:
            for table, (avant, apres) in self.touchees.items():
                restent = Counter(avant)
                if restent - Counter(apres):
                    curseur.execute(f"DELETE FROM {_cite(table)}")
                    restent.clear()
                inserer(table, list((Counter(apres) - restent).elements()))
        Site.clear_site_root_paths_cache()  # Wagtail's, which a signal would have emptied
        return True


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
            _connues[table] = [
                colonne.name
                for colonne in connection.introspection.get_table_description(curseur, table)
            ]
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
