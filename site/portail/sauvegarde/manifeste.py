"""What an archive says of itself."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath

from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.utils.crypto import salted_hmac

from famille.socle.erreurs import Refus

FORMAT = 1
NOM = "manifeste.json"
EN_CLAIR = (
    "Les sauvegardes sont écrites en clair : qui lit une archive lit les dossiers et les pièces des"
    " familles."
)
ABIMEE = "Cette archive est abîmée ou incomplète : rien n’est restauré. Prenez-en une autre."
# Nothing to come back to: people sign in again, and a town restored elsewhere has no backup of its
# own yet. Their rows are left out.
VOLATILES = ("django_session", "cache", "portail_sauvegardefaite", "portail_filedentree")


class SauvegardeRefusee(Refus):
    """A backup or a restoration that is not done. The message says why and what to do next."""


@dataclass
class Manifeste:
    """`fichiers`: the path in the archive → [size, SHA-256]; `tables`: rows of each; `manquants`:
    named by the database and found in no storage; `cles`: prints of the keys of the site, never the
    keys."""

    base: str  # "sqlite" or "postgresql"
    quand: str
    version: str
    migrations: list[str]
    tables: dict[str, int]
    fichiers: dict[str, list]
    manquants: list[str]
    cles: list[str]
    format: int = FORMAT

    def ecrit(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


def lu(octets: bytes) -> Manifeste:
    """SauvegardeRefusee: no manifest that this version reads, or one that names a file outside of
    the archive."""
    try:
        manifeste = Manifeste(**json.loads(octets))
    except (ValueError, TypeError) as erreur:
        raise SauvegardeRefusee(ABIMEE) from erreur
    if manifeste.format != FORMAT:
        raise SauvegardeRefusee(
            "Cette sauvegarde vient d’une autre version du portail, qui l’écrit autrement :"
            f" restaurez-la avec la version {manifeste.version}."
        )
    if any(
        PurePosixPath(nom).is_absolute() or ".." in PurePosixPath(nom).parts
        for nom in manifeste.fichiers
    ):
        raise SauvegardeRefusee(
            "Cette archive nomme des fichiers hors d’elle-même : elle n’est pas restaurée."
        )
    return manifeste


def empreintes_des_cles() -> list[str]:
    """Of the current key, then of former ones: tells that a key is another one, and nothing of what
    it is."""
    return [empreinte(cle) for cle in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def empreinte(cle: str) -> str:
    return salted_hmac("portail.sauvegarde", "cle", secret=cle, algorithm="sha256").hexdigest()[:16]


# Of a base made before 0.2.0, whose migrations were made into one an app: no town had one.
_D_AVANT_LA_0_2 = "famille.0002_sante_garde_remise"


def trop_ancienne(faites: set[str]) -> bool:
    """Whether a base that has these migrations ("famille.0001_initial") is of before 0.2.0: it has
    a part of those that one of ours stands for."""
    reunies = [
        {f"{app}.{nom}" for app, nom in une.replaces}
        for une in MigrationLoader(None).disk_migrations.values()
    ]
    return _D_AVANT_LA_0_2 in faites or any(faites & noms and noms - faites for noms in reunies)


def inconnues(migrations: Iterable[str]) -> list[str]:
    """Of our own, those that the code of this installation does not have."""
    connues: set[tuple[str, str]] = set()
    for cle, une in MigrationLoader(None).disk_migrations.items():
        connues |= {cle, *une.replaces}
    apps = {app for app, _nom in connues}
    return sorted(
        une
        for une in set(migrations) - {f"{app}.{nom}" for app, nom in connues}
        if une.partition(".")[0] in apps
    )
