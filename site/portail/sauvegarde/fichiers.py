"""The files of the site, whatever keeps them: a folder or a bucket."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from typing import IO

from django.core.files.base import File
from django.core.files.storage import Storage, storages

# The part of an archive → the storage that it comes from.
PARTS = {"prive": "prive", "public": "default"}
_MORCEAU = 1024 * 1024
EN_MEMOIRE = 1024 * 1024  # bytes of a file on its way; a larger one passes by the disk


class Empreinte:
    """A binary file that is read once: what was read, hashed on the way."""

    def __init__(self, flux: IO[bytes] | File) -> None:
        self.flux = flux
        self.taille = 0
        self._sha256 = hashlib.sha256()

    def read(self, taille: int = -1) -> bytes:
        octets = self.flux.read(taille)
        self.taille += len(octets)
        self._sha256.update(octets)
        return octets

    def epuiser(self) -> "Empreinte":
        while self.read(_MORCEAU):
            pass
        return self

    @property
    def constat(self) -> list:
        """[size, SHA-256], as the manifest holds it."""
        return [self.taille, self._sha256.hexdigest()]


def stockage(part: str) -> Storage:
    return storages[PARTS[part]]


def lister(part: str) -> Iterator[str]:
    """The name of each file, folder by folder."""
    return noms(stockage(part))


def noms(lieu: Storage, dossier: str = "") -> Iterator[str]:
    """The same of any storage."""
    try:
        dossiers, trouves = lieu.listdir(dossier)
    except FileNotFoundError:  # nothing was ever stored
        return
    prefixe = f"{dossier}/" if dossier else ""
    yield from (f"{prefixe}{nom}" for nom in sorted(trouves) if nom)
    for sous_dossier in sorted(dossiers):
        if sous_dossier:
            yield from noms(lieu, f"{prefixe}{sous_dossier}")


def constat(part: str, nom: str) -> list:
    """[size, SHA-256] of a file as it is stored. FileNotFoundError: it is not there."""
    return constat_de(stockage(part), nom)


def constat_de(lieu: Storage, nom: str) -> list:
    """The same of any storage."""
    with lieu.open(nom) as flux:
        return Empreinte(flux).epuiser().constat


def poser(lieu: Storage, nom: str, flux: IO[bytes] | File) -> bool:
    """Store these bytes under that very name, whatever had it. False: the storage gave them another
    one."""
    if lieu.exists(nom):
        lieu.delete(nom)
    # a bucket is written from what can be read again
    with tempfile.SpooledTemporaryFile(EN_MEMOIRE) as copie:
        shutil.copyfileobj(flux, copie)
        copie.seek(0)
        return lieu.save(nom, File(copie, name=nom)) == nom
