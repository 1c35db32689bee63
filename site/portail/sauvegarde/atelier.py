"""Where the database stands in clear for a moment: a folder that its owner alone reads, beside no
archive.

A backup or a restoration that was killed leaves its own behind: the next one sweeps it.
"""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

from .manifeste import SauvegardeRefusee

EN_COURS = (
    "Une sauvegarde ou une restauration est déjà en cours ici : attendez qu’elle finisse, puis"
    " recommencez."
)


@contextmanager
def atelier() -> Iterator[Path]:
    """An empty folder, gone afterwards; what a killed run left goes first. SauvegardeRefusee:
    another is at work."""
    tous = settings.VAR / "sauvegarde-en-cours"
    tous.mkdir(mode=0o700, exist_ok=True)
    with (tous / "verrou").open("w") as verrou:
        if not _prendre(verrou):
            raise SauvegardeRefusee(EN_COURS)
        for reste in tous.glob("atelier-*"):
            shutil.rmtree(reste)
        with tempfile.TemporaryDirectory(dir=tous, prefix="atelier-") as dossier:
            yield Path(dossier)


def tenir(ebauche: IO[bytes]) -> None:
    """Show, for as long as it is open, that somebody writes this half-made archive."""
    fcntl.flock(ebauche, fcntl.LOCK_EX)


def purger(dossier: Path, motif: str) -> list[Path]:
    """Delete the half-made archives that nobody writes any more; those deleted."""
    balayees = []
    for ebauche in dossier.glob(motif):
        with ebauche.open("rb") as flux:
            if _prendre(flux):
                ebauche.unlink()
                balayees.append(ebauche)
    return balayees


def _prendre(fichier: IO[str] | IO[bytes]) -> bool:
    try:
        fcntl.flock(fichier, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
