"""The files of the site, whatever keeps them: a folder or a bucket."""

import hashlib
from collections.abc import Iterator

from django.core.files.storage import Storage, storages

# The part of an archive → the storage that it comes from.
PARTS = {"prive": "prive", "public": "default"}
_MORCEAU = 1024 * 1024


class Empreinte:
    """A binary file that is read once: what was read, hashed on the way."""

    def __init__(self, flux):
        self.flux = flux
        self.taille = 0
        self._sha256 = hashlib.sha256()

    def read(self, taille=-1):
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


def lister(part: str, dossier: str = "") -> Iterator[str]:
    """The name of each file, folder by folder."""
    try:
        dossiers, noms = stockage(part).listdir(dossier)
    except FileNotFoundError:  # nothing was ever stored
        return
    prefixe = f"{dossier}/" if dossier else ""
    yield from (f"{prefixe}{nom}" for nom in sorted(noms) if nom)
    for sous_dossier in sorted(dossiers):
        if sous_dossier:
            yield from lister(part, f"{prefixe}{sous_dossier}")


def constat(part: str, nom: str) -> list:
    """[size, SHA-256] of a file as it is stored. FileNotFoundError: it is not there."""
    with stockage(part).open(nom) as flux:
        return Empreinte(flux).epuiser().constat
