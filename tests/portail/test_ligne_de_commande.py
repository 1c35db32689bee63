"""`manage.py` alone, or with a word that it does not know, and what it says of a database that does
not answer."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.core.management.base import CommandError
from django.db import OperationalError, ProgrammingError, connections
from django.db.utils import ConnectionHandler

from portail.management.ligne import SUJETS, LigneDeCommande
from portail.processus import base_prete


def test_alone_it_says_in_french_what_an_installation_does():
    dit = LigneDeCommande(["manage.py"]).main_help_text()
    for nom in (nom for noms in SUJETS.values() for nom in noms):
        assert nom in get_commands()
        [ligne] = [une for une in dit.splitlines() if une.startswith(f"  {nom} ")]
        assert ligne.endswith(".")
        assert len(ligne) > 40
    assert "Available subcommands" not in dit
    assert "manage.py help --commands" in dit


def test_a_word_that_it_does_not_know_is_answered_in_a_sentence():
    with pytest.raises(SystemExit) as sortie:
        LigneDeCommande(["manage.py"]).fetch_command("prepare")
    assert str(sortie.value).startswith(
        "La commande « prepare » n’existe pas. Vouliez-vous dire « preparer » ?"
    )


@pytest.mark.parametrize("module", ["pathlib", "portail.management.ligne", "famille.models"])
def test_a_ctrl_c_while_python_loads_is_one_word(module):
    """From the first moment of manage.py on. Sixty lines of trace were printed."""
    essai = f"""
import runpy, sys
class Interrompre:
    def find_spec(self, nom, *_):
        if nom == {module!r}:
            raise KeyboardInterrupt
sys.modules.pop("pathlib", None)
sys.meta_path.insert(0, Interrompre())
sys.argv = ["manage.py", "check"]
runpy.run_path("manage.py", run_name="__main__")
"""
    rendu = subprocess.run(
        [sys.executable, "-c", essai],
        cwd=settings.RACINE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert rendu.returncode == 130
    assert rendu.stderr == "\nInterrompu.\n"


def test_wrong_settings_are_told_by_the_help_too():
    ligne = LigneDeCommande(["manage.py"])
    ligne.settings_exception = ValueError("PORTAIL_PORT n’est pas comprise.")
    assert "Attention : PORTAIL_PORT n’est pas comprise." in ligne.main_help_text()


@pytest.mark.django_db
def test_a_base_that_nobody_has_prepared_is_not_served(monkeypatch):
    """Its cache's table comes last of all: the tests, whose cache is the memory, have none."""
    with pytest.raises(CommandError, match=r"lancez « manage\.py preparer »"):
        base_prete.exiger_une_base_prete()
    noms = connections["default"].introspection.table_names
    monkeypatch.setattr(
        connections["default"].introspection,
        "table_names",
        lambda *curseur: [*noms(*curseur), "cache"],
    )
    base_prete.exiger_une_base_prete()
    monkeypatch.setattr(base_prete, "migrations_a_faire", lambda: 1)
    with pytest.raises(CommandError, match=r"lancez « manage\.py preparer »"):
        base_prete.exiger_une_base_prete()


@pytest.mark.parametrize(
    ("erreur", "dit"),
    [
        (OperationalError("no such table: cache"), "manage.py preparer"),
        (OperationalError("database is locked"), "(database is locked)"),
        (OperationalError(""), "(OperationalError)"),
        (ProgrammingError("syntax error"), ""),
    ],
)
def test_what_the_base_says_is_a_sentence_unless_the_fault_is_ours(erreur, dit):
    phrase = base_prete.phrase(erreur)
    assert dit in phrase
    assert bool(phrase) == bool(dit)


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_base_that_does_not_exist_is_a_sentence():
    ici = connections["default"].settings_dict
    ailleurs = ConnectionHandler({"default": ici | {"NAME": "une-autre-base"}})["default"]
    with pytest.raises(OperationalError) as refus:
        ailleurs.ensure_connection()
    assert "une-autre-base" in base_prete.phrase(refus.value)


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_table_that_is_missing_asks_for_preparer():
    with pytest.raises(ProgrammingError) as refus, connections["default"].cursor() as curseur:
        curseur.execute("SELECT * FROM une_table_a_venir")
    assert base_prete.phrase(refus.value) == base_prete.A_PREPARER
