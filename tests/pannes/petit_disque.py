"""A disk of a few megabytes, mounted for a scenario, and what fills it. It takes root to mount
it."""

import contextlib
import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def monter(chemin: Path, octets: int) -> Iterator[None]:
    """A disk of that size on this folder, for the time of a block. Raises AssertionError when we
    are not root."""
    if os.geteuid() != 0:
        raise AssertionError("il faut être root pour monter un petit disque")
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={octets}", "tmpfs", str(chemin)], check=True
    )
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(chemin)], check=True)


def remplir(lest: Path) -> None:
    """This file takes all the room that is left on its disk."""
    try:
        with lest.open("ab", buffering=0) as fichier:
            while True:
                fichier.write(b"x" * 2**16)
    except OSError as erreur:
        if erreur.errno != errno.ENOSPC:
            raise
