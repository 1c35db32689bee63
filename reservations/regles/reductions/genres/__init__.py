"""The kinds of reductions: one file here is one kind, and the file's name is its code (`_` written
`-`). Nothing is registered by hand: a file that says its GENRE is found
(docs/etendre/une_regle_de_tarif.md)."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from reservations.regles.reductions.genre import Genre


@cache
def tous() -> dict[str, Genre]:
    """Every kind by its code, in the order of the codes. Do not change the dict: it is shared."""
    noms = sorted(module.name for module in iter_modules(__path__))
    return {nom.replace("_", "-"): import_module(f"{__name__}.{nom}").GENRE for nom in noms}
