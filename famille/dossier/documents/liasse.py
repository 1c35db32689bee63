"""Several files of one paper, handed as one run of bytes to the child that makes a PDF of them."""

import struct
from collections.abc import Iterable, Iterator

PAGES_MAX = 10
TROP_DE_PAGES = (
    f"Un document compte {PAGES_MAX} pages au plus ici. Enregistrez-le en un seul PDF, puis"
    " choisissez ce fichier."
)
_ENTIER = struct.Struct(">I")


def emballer(fichiers: Iterable[bytes]) -> bytes:
    """Each behind its length."""
    return b"".join(_ENTIER.pack(len(un)) + un for un in fichiers)


def deballer(contenu: bytes) -> Iterator[bytes]:
    place = 0
    while place < len(contenu):
        (longueur,) = _ENTIER.unpack_from(contenu, place)
        place += _ENTIER.size
        yield contenu[place : place + longueur]
        place += longueur
