"""The examples of the docstrings are run: an example that lies is worse than none."""

import doctest
import importlib
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[1]
SALLES = ("famille", "reservations", "demarches", "cms_pages", "site/portail")


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
