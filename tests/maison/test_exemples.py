"""The examples of the docstrings are run, and what they quote of code can be copied: an example
that lies is worse than none."""

import ast
import doctest
import importlib
import re
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]
SALLES = ("famille", "reservations", "demarches", "cms_pages", "site/portail")
# A command that begins after another line's words, and has its own remark beside it.
DEUX_COMMANDES = re.compile(r"\w\W? (?:python -m|pytest) .* {2,}# ")


def modules():
    """list[str] of those that hold an example."""
    return [
        ".".join(chemin.relative_to(RACINE).with_suffix("").parts).removeprefix("site.")
        for salle in SALLES
        for chemin in sorted((RACINE / salle).rglob("*.py"))
        if ">>>" in chemin.read_text()
    ]


@pytest.mark.parametrize("nom", modules())
def test_the_examples_of_a_module_are_true(nom):
    bilan = doctest.testmod(importlib.import_module(nom))
    assert bilan.attempted, "no example is read: see how it is indented"
    assert bilan.failed == 0


def docstrings(chemin):
    """list[(line, str)]: the texts that stand by themselves in a module."""
    return [
        (noeud.lineno, noeud.value.value)
        for noeud in ast.walk(ast.parse(chemin.read_text()))
        if isinstance(noeud, ast.Expr)
        and isinstance(noeud.value, ast.Constant)
        and isinstance(noeud.value.value, str)
    ]


def test_what_a_docstring_quotes_of_code_or_of_a_command_is_not_cut_by_the_end_of_a_line():
    """Wrapping joins and cuts without reading. A list, a table or commands stand indented, one a
    line."""
    coupees = [
        f"{chemin.relative_to(RACINE)}:{numero + rang} {ligne.strip()}"
        for dossier in (*SALLES, "site/demo", "bench", "tests")
        for chemin in sorted((RACINE / dossier).rglob("*.py"))
        for numero, texte in docstrings(chemin)
        for rang, ligne in enumerate(texte.split("\n"))
        if ligne.count("`") % 2 or DEUX_COMMANDES.search(ligne)
    ]
    assert coupees == []
