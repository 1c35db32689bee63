"""What each room offers to those on its right, which never import it: one `Offre` a room, in its
`offre.py`, named in settings.OFFRES (docs/comprendre/architecture.md)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

RESULTAT, EXPORT = "famille/travaux/resultat.html", "famille/travaux/export.html"


@dataclass(frozen=True)
class GenreDeTravail:
    """A kind of long job (famille.travaux): what does it, who may ask for it, and its page.

    `executer(travail, avancer)` may run twice, at once even, and starts again where it was; it
    returns dict(phrase, and what `gabarit` shows). `rayon`: the screen that its page goes back to,
    as (label, name of its address). `a_son_auteur`: nobody else sees it. `au_telechargement`
    (travail, par=): what is noted when its file is taken.
    """

    code: str
    executer: Callable[..., dict[str, Any]]
    permission: str
    rayon: tuple[str, str]
    a_son_auteur: bool = False
    gabarit: str = RESULTAT
    au_telechargement: Callable[..., None] | None = None


@dataclass(frozen=True)
class Offre:
    """What one room offers. `travaux`: the kinds of long jobs that are its own."""

    travaux: tuple[GenreDeTravail, ...] = ()


@cache
def offres() -> tuple[Offre, ...]:
    """In the order of settings.OFFRES; loaded once, on the first question."""
    return tuple(import_string(chemin) for chemin in settings.OFFRES)
