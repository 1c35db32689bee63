"""Which processes of the portal run on this machine, on the same PORTAIL_VAR."""

import contextlib
import os
import re
from pathlib import Path

from django.conf import settings

# Their idle web processes hold nothing open: only the list of processes tells that they are there.
PROGRAMMES = {"gunicorn", "qcluster", "travailler", "lancer", "runserver"}


def qui_tourne() -> list[str]:
    """["gunicorn (1234)"]: the programs of the portal that this machine runs on the same
    PORTAIL_VAR, as far as /proc lets us see; [] where there is none."""
    trouves = []
    for processus in sorted(Path("/proc").glob("[0-9]*"), key=lambda chemin: int(chemin.name)):
        with contextlib.suppress(OSError):
            mots = (processus / "cmdline").read_bytes().decode(errors="replace").split("\0")
            noms = {Path(mot).name for mot in mots} & PROGRAMMES
            if noms and _sur_le_meme_dossier(processus):
                trouves.append(f"{noms.pop()} ({processus.name})")
    return trouves


def _sur_le_meme_dossier(processus: Path) -> bool:
    """One of a real town shows its environment to root alone (se_rendre_illisible): that it is of
    our own user then tells that it is ours."""
    try:
        lues = (processus / "environ").read_bytes()
    except PermissionError:
        de_qui = re.search(r"^Uid:\s+(\d+)", (processus / "status").read_text(), re.MULTILINE)
        return de_qui is not None and int(de_qui[1]) == os.getuid()
    variables = lues.decode(errors="replace").split("\0")
    dossiers = [mot.partition("=")[2] for mot in variables if mot.startswith("PORTAIL_VAR=")]
    defaut = (processus / "cwd").readlink() / "var"
    return (Path(dossiers[0]) if dossiers else defaut).absolute() == settings.VAR
