"""Every picture of the seeded pages, by its name. Scenes and diagrams are drawn by code; the
screens are photographed (`ecrans.py`)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from .ecrans import ECRANS, fichier
from .scenes import SCENES
from .schemas import SCHEMAS

MARGE_SCHEMA = 240  # pixels cut on each side of a phone
ETROITES = frozenset((*SCHEMAS, *ECRANS))  # screens of a phone


@dataclass(frozen=True)
class Image:
    """`fichier`: its name; `contenu`: gives its bytes."""

    fichier: str
    legende: str
    contenu: Callable[[], bytes]


def _dessinee(nom: str, marge: int = 0) -> Image:
    dessin, legende = (SCENES | SCHEMAS)[nom]
    # once a process, which matters only to the tests
    return Image(f"{nom}.png", legende, cache(lambda: dessin().png(marge)))


IMAGES = (
    {nom: _dessinee(nom) for nom in SCENES}
    | {nom: _dessinee(nom, MARGE_SCHEMA) for nom in SCHEMAS}
    | {
        nom: Image(f"{nom}.webp", legende, fichier(nom).read_bytes)
        for nom, legende in ECRANS.items()
    }
)

__all__ = ["ECRANS", "ETROITES", "IMAGES"]
