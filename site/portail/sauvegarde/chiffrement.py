"""Archives encrypted to a public key (age, https://age-encryption.org): who writes them cannot read
them back.

Streams, both ways: an archive is larger than the memory. age reads from one end of a pipe in a
thread of its own, what makes the archive writes to the other.
"""

import errno
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyrage
from pyrage.x25519 import Identity, Recipient

from .manifeste import ABIMEE, SauvegardeRefusee

SUFFIXE = ".age"
_DEBUT = b"age-encryption.org/"
_SANS_CLE = (
    "Cette archive est chiffrée : donnez sa clé privée avec « --cle FICHIER », ou « --cle - » pour"
    " la lire de l’entrée standard. Rien n’est restauré."
)
_AUTRE_CLE = (
    "Cette clé privée n’ouvre pas cette archive : donnez celle de la clé publique qui l’a chiffrée."
)
_PAS_UNE_CLE = (
    "{} ne contient aucune clé privée age : elle commence par « AGE-SECRET-KEY-1 », seule sur sa"
    " ligne."
)


def est_chiffree(chemin: Path) -> bool:
    with chemin.open("rb") as flux:
        return flux.read(len(_DEBUT)) == _DEBUT


def lire_identites(texte: str, *, nom: str) -> list[Identity]:
    """The private keys of a file as age-keygen writes it, called `nom`. SauvegardeRefusee: it holds
    none."""
    lignes = [ligne.strip() for ligne in texte.splitlines()]
    try:
        cles = [Identity.from_str(ligne) for ligne in lignes if ligne and not ligne.startswith("#")]
    except pyrage.IdentityError as erreur:
        raise SauvegardeRefusee(_PAS_UNE_CLE.format(nom)) from erreur
    if not cles:
        raise SauvegardeRefusee(_PAS_UNE_CLE.format(nom))
    return cles


@contextmanager
def chiffrer(flux: IO[bytes], destinataires: list[str]) -> Iterator[IO[bytes]]:
    """A file: what is written in it goes to `flux`, encrypted for these public keys (any of their
    owners reads it)."""
    cles = [Recipient.from_str(destinataire) for destinataire in destinataires]
    lecture, ecriture = os.pipe()
    with ThreadPoolExecutor(1) as fil:
        fait = fil.submit(_chiffrer, lecture, flux, cles)
        try:
            with os.fdopen(ecriture, "wb") as clair:
                yield clair
        except BrokenPipeError:
            fait.result()  # why age stopped reading: a full disk
            raise
        fait.result()


def _chiffrer(lecture: int, flux: IO[bytes], cles: list[Recipient]) -> None:
    with os.fdopen(lecture, "rb") as clair:
        try:
            pyrage.encrypt_io(clair, flux, cles)
        except pyrage.EncryptError as erreur:  # its words say what it met: a full disk
            raise OSError(errno.EIO, str(erreur)) from erreur


@contextmanager
def dechiffrer(flux: IO[bytes], identites: list[Identity]) -> Iterator[IO[bytes]]:
    """A file where what `flux` holds is read in clear. SauvegardeRefusee: no key, another key, or
    damaged."""
    if not identites:
        raise SauvegardeRefusee(_SANS_CLE)
    lecture, ecriture = os.pipe()
    with ThreadPoolExecutor(1) as fil:
        fait = fil.submit(_dechiffrer, flux, ecriture, identites)
        abandon = False
        try:
            with os.fdopen(lecture, "rb") as clair:
                yield clair
        except GeneratorExit:  # whoever reads has stopped, for a reason of his own
            abandon = True
            raise
        finally:
            faute = fait.exception()
            if not abandon:
                _juger(faute)


def _juger(faute: BaseException | None) -> None:
    """SauvegardeRefusee: why nothing more could be read, whatever the reader made of it."""
    if isinstance(faute, pyrage.DecryptError) and "No matching keys" in str(faute):
        raise SauvegardeRefusee(_AUTRE_CLE) from faute
    if faute and not isinstance(faute, BrokenPipeError):  # that one: nobody reads any more
        raise SauvegardeRefusee(ABIMEE) from faute


def _dechiffrer(flux: IO[bytes], ecriture: int, identites: list[Identity]) -> None:
    with os.fdopen(ecriture, "wb") as clair:
        pyrage.decrypt_io(flux, clair, identites)
