"""Makes an archive: the database's snapshot, then the files, then the manifest. It takes its name
when it is whole."""

import contextlib
import io
import os
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tarfile import TarFile
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.db import connection
from django.utils import timezone

from portail.version import version

from . import bases, chiffrement, fichiers
from .atelier import atelier, purger, tenir
from .manifeste import NOM, Manifeste, SauvegardeRefusee, empreintes_des_cles

PREFIXE, SUFFIXE, EBAUCHE = "portail-", ".tar.gz", ".partiel"


def sauvegarder(
    dossier: Path, dire: Callable[[str], object], suivre: Callable
) -> tuple[Path, Manifeste]:
    """Write an archive in the folder; its path and manifest. `suivre(names, words)`: goes through a
    list and shows how far it is. SauvegardeRefusee: why not; nothing is left of it then, nor of a
    former one that was killed."""
    if "django_migrations" not in bases.noms_des_tables():
        raise SauvegardeRefusee(
            "Cette base est vide, et il n’y a rien à sauvegarder : vérifiez PORTAIL_BASE et"
            " PORTAIL_VAR."
        )
    try:
        dossier.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as erreur:
        raise SauvegardeRefusee(
            f"Le dossier {dossier} ne peut pas être créé ({erreur.strerror})."
        ) from erreur
    cles = settings.CLES_DE_SAUVEGARDE
    suffixe = SUFFIXE + (chiffrement.SUFFIXE if cles else "")
    cible = dossier / f"{PREFIXE}{timezone.localtime():%Y%m%d-%H%M%S}{suffixe}"
    ebauche = cible.with_name(cible.name + EBAUCHE)
    try:
        purger(dossier, f"{PREFIXE}*{EBAUCHE}")
        with atelier() as etabli, _ouvrir(ebauche, cles) as archive:
            manifeste = _remplir(archive, etabli, dire, suivre)
        ebauche.replace(cible)
    except OSError as erreur:
        raise SauvegardeRefusee(
            f"La sauvegarde n’a pas pu être écrite ({erreur.strerror or type(erreur).__name__}) :"
            f" vérifiez la place libre et les droits de {dossier}, puis recommencez."
        ) from erreur
    finally:
        ebauche.unlink(missing_ok=True)
    return cible, manifeste


def garder(dossier: Path, combien: int) -> list[Path]:
    """Delete the archives of this folder but the `combien` latest; those deleted."""
    entieres = [
        *dossier.glob(f"{PREFIXE}*{SUFFIXE}"),
        *dossier.glob(f"{PREFIXE}*{SUFFIXE}{chiffrement.SUFFIXE}"),
    ]
    anciennes = sorted(entieres)[:-combien]
    for archive in anciennes:
        archive.unlink()
    return anciennes


@contextlib.contextmanager
def _ouvrir(ebauche: Path, cles: list[str]) -> Iterator[TarFile]:
    """For its owner only: it holds the files of every family; and for whoever has one of these
    keys, if there are."""
    descripteur = os.open(ebauche, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descripteur, "wb") as flux:
        tenir(flux)
        with (
            chiffrement.chiffrer(flux, cles) if cles else contextlib.nullcontext(flux) as clair,
            tarfile.open(fileobj=clair, mode="w:gz", compresslevel=3) as archive,
        ):
            yield archive


def _remplir(
    archive: TarFile, etabli: Path, dire: Callable[[str], object], suivre: Callable[..., Any]
) -> Manifeste:
    contenus: dict[str, list] = {}
    dire("Base de données…")
    nom = bases.nom_du_cliche()
    cliche = bases.photographier(etabli / nom)
    with (etabli / nom).open("rb") as flux:
        # read on, but in no folder: killed from now on, nothing in clear is left
        (etabli / nom).unlink()
        contenus[nom] = _ajouter(archive, nom, flux, os.fstat(flux.fileno()).st_size)
    manquants = []
    for part in fichiers.PARTS:
        noms = sorted({*fichiers.lister(part), *cliche.references[part]})
        libelle = "Fichiers privés" if part == "prive" else "Images et documents publics"
        for fichier in suivre(noms, libelle):
            ajoute = _ajouter_le_fichier(archive, part, fichier)
            if ajoute:
                contenus[f"{part}/{fichier}"] = ajoute
            elif fichier in cliche.references[part]:
                manquants.append(f"{part}/{fichier}")
    manifeste = Manifeste(
        base=connection.vendor,
        quand=timezone.localtime().isoformat(timespec="seconds"),
        version=version(),
        migrations=cliche.migrations,
        tables=cliche.tables,
        fichiers=contenus,
        manquants=manquants,
        cles=empreintes_des_cles(),
    )
    octets = manifeste.ecrit()
    _ajouter(archive, NOM, io.BytesIO(octets), len(octets))
    return manifeste


def _ajouter_le_fichier(archive: TarFile, part: str, nom: str) -> list[Any] | None:
    """[size, SHA-256], or None for a file that is not there: deleted since it was listed, or
    lost."""
    stockage = fichiers.stockage(part)
    try:
        with stockage.open(nom) as flux:
            return _ajouter(archive, f"{part}/{nom}", flux, stockage.size(nom))
    except FileNotFoundError:
        return None


def _ajouter(archive: TarFile, nom: str, flux: IO[bytes] | File, taille: int) -> list[Any]:
    entree = tarfile.TarInfo(nom)
    entree.size, entree.mode, entree.mtime = taille, 0o600, int(time.time())
    lu = fichiers.Empreinte(flux)
    archive.addfile(entree, lu)
    return lu.constat
