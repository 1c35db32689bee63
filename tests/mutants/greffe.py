"""Puts a broken source in place of a module that is already imported, in this process.

Only what differs is replaced: the code of functions, wherever they are held by now (a decorator, a
list of views, a test that imported them), and constants of a module, wherever they were imported. A
class, a field or a default value are made at the import of their module: a mutant that touches one
is refused.
"""

import ast
import gc
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

from tests.mutants.mutant import RACINE


class Impossible(ValueError):
    """The breakage is not inside a function, nor a constant of the module."""


def greffer(chemin: Path, source: str) -> None:
    saine = chemin.read_text()
    module = charger(chemin)
    anciens, neufs = (
        _codes(compile(saine, str(chemin), "exec")),
        _codes(compile(source, str(chemin), "exec")),
    )
    changes = [cle for cle in anciens if cle in neufs and _differents(anciens[cle], neufs[cle])]
    faits = sum(_remplacer(anciens[cle], neufs[cle]) for cle in changes)
    faits += _constantes(module, saine, source)
    if not faits:
        raise Impossible(f"{chemin.name} : rien n’a pu être remplacé")


def charger(chemin: Path) -> ModuleType:
    """The module of this file, imported under the name by which the site knows it."""
    relatif = chemin.relative_to(RACINE)
    parties = relatif.parts[1:] if relatif.parts[0] == "site" else relatif.parts
    return importlib.import_module(".".join(parties).removesuffix(".py").removesuffix(".__init__"))


def _contenu(module: object) -> dict:
    """Its names, without waking a module that loads itself when it is asked something."""
    return (
        object.__getattribute__(module, "__dict__") if issubclass(type(module), ModuleType) else {}
    )


def _codes(racine: CodeType) -> dict[tuple, CodeType]:
    """(qualified name, rank among its namesakes) → code, of the module's functions and its classes'
    methods."""
    trouves: dict[tuple, CodeType] = {}
    for code in _parcourir(racine):
        rang = 0
        while (code.co_qualname, rang) in trouves:
            rang += 1
        trouves[code.co_qualname, rang] = code
    return trouves


def _parcourir(code: CodeType) -> Iterator[CodeType]:
    for constante in code.co_consts:
        if isinstance(constante, CodeType):
            yield constante
            yield from _parcourir(constante)


def _differents(ancien: CodeType, neuf: CodeType) -> bool:
    return _corps(ancien) != _corps(neuf)


def _corps(code: CodeType) -> tuple:
    """What a function does, without its place in the file."""
    constantes = tuple(_corps(une) if isinstance(une, CodeType) else une for une in code.co_consts)
    return code.co_code, repr(constantes), code.co_names, code.co_varnames, code.co_freevars


def _remplacer(ancien: CodeType, neuf: CodeType) -> int:
    """How many functions run it from now on."""
    gc.unfreeze()  # the tests freeze what is loaded, and the collector then tells nothing of it
    vises = [
        fonction
        for fonction in gc.get_objects()
        if type(fonction) is FunctionType  # isinstance would wake lazy objects
        and fonction.__code__.co_filename == ancien.co_filename
        and fonction.__code__.co_qualname == ancien.co_qualname
        and fonction.__code__.co_firstlineno == ancien.co_firstlineno
    ]
    for fonction in vises:
        fonction.__code__ = neuf
    return len(vises)


def _constantes(module: ModuleType, saine: str, source: str) -> int:
    """Simple assignments of the module that differ, evaluated in it and put wherever the former
    value went."""
    avant, apres = _affectations(saine), _affectations(source)
    faits = 0
    for nom, valeur in apres.items():
        if nom in avant and ast.dump(avant[nom]) != ast.dump(valeur):
            ancienne = getattr(module, nom)
            neuve = eval(
                compile(ast.Expression(valeur), str(module.__file__), "eval"), vars(module)
            )
            for autre in list(sys.modules.values()):
                if _contenu(autre).get(nom) is ancienne:
                    setattr(autre, nom, neuve)
                    faits += 1
    return faits


def _affectations(source: str) -> dict[str, ast.expr]:
    return {
        instruction.targets[0].id: instruction.value
        for instruction in ast.parse(source).body
        if isinstance(instruction, ast.Assign) and isinstance(instruction.targets[0], ast.Name)
    }
