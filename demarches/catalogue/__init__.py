"""The démarches of this portal: one file here is one démarche, and the file's name is its code (`_`
written `-`).

Nothing is registered by hand: a file that holds one subclass of Demarche is found
(docs/etendre/une_demarche.md).
"""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from demarches.declaration.demarche import Demarche


@cache
def toutes() -> dict[str, Demarche]:
    """Every démarche by its code, in the order of the codes; the dict is shared."""
    return {demarche.code: demarche for demarche in map(_lire, sorted(_modules()))}


def obtenir(code: str) -> Demarche | None:
    """The démarche of this code, or None when this version of the portal does not have it."""
    return toutes().get(code)


def noms() -> list[tuple[str, str]]:
    """(code, short title) of each, for who chooses one."""
    return [(code, une.titre_court or une.titre) for code, une in toutes().items()]


def _modules() -> Iterator[Any]:
    return (module.name for module in iter_modules(__path__) if not module.name.startswith("_"))


def _lire(nom: str) -> Demarche:
    module = import_module(f"{__name__}.{nom}")
    classes = [
        objet
        for objet in vars(module).values()
        if isinstance(objet, type)
        and issubclass(objet, Demarche)
        and objet.__module__ == module.__name__
    ]
    if len(classes) != 1:
        raise TypeError(
            f"{module.__name__} must define one subclass of Demarche, and defines {len(classes)}."
        )
    return classes[0](code=nom.replace("_", "-"))
