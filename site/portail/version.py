"""Which version of the portal this is, and whether the town knows of a newer one. The portal asks
nobody: the town writes the newest that it knows in a file (docs/exploiter/mettre_a_jour.md)."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from django.conf import settings

RACINE = Path(__file__).resolve().parents[2]
_NUMERO = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")
Numero = tuple[int, int, int]


@lru_cache(maxsize=1)
def version() -> str:
    """That of pyproject.toml: "0.2.0"."""
    return tomllib.loads((RACINE / "pyproject.toml").read_text())["project"]["version"]


def numero(texte: str) -> Numero | None:
    """The first version that this text holds, to be compared with others; None: it holds none."""
    trouve = _NUMERO.search(texte)
    return (int(trouve[1]), int(trouve[2]), int(trouve[3])) if trouve else None


def plus_recente() -> str:
    """The version that the town's file holds, if it is newer than this one; else "". Raises
    ValueError (no version in it), OSError (no such file, or not to be read): it can't be known."""
    lue = numero(Path(settings.DERNIERE_VERSION).read_text()[:1000])
    if lue is None:
        raise ValueError("no version")
    ici = numero(version())
    return ".".join(map(str, lue)) if ici is None or lue > ici else ""
