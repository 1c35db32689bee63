"""What a landing plays, and what it never leaves out."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import etages
from tests.etages import Connu, changes_depuis, choisir, dire, touches, tueurs
from tests.outils import trace
from tests.ville.maison import RACINE

ROUGES = {"tests/a/test_a.py": 10.0, "tests/b/test_b.py": 1.0, "tests/c/test_c.py": 1.0}


@pytest.fixture
def su(monkeypatch):
    """Says what the last `make test-tout` found, which files changed since, and the landing."""

    def dire_que(connu=None, *, changes=(), part=0):
        monkeypatch.setattr(etages, "connu", lambda: connu or Connu())
        monkeypatch.setattr(etages, "changes_depuis", lambda vert: set(changes))
        monkeypatch.setattr(etages, "_part", lambda: part)

    dire_que()
    return dire_que


def test_what_is_guarded_exists():
    chemins = (*etages.GARDE, *etages.PURS)
    assert [chemin for chemin in chemins if not (RACINE / chemin).exists()] == []
    for parcours in etages.parcours():
        fichier, _, nom = parcours.partition("::")
        assert f"def {nom.partition('[')[0]}(" in (RACINE / fichier).read_text(), parcours


def test_eight_landings_in_a_row_play_every_test_file(su):
    joues = set()
    for part in range(etages.PARTS):
        su(part=part)
        choix = choisir()
        joues |= {un for un in choix.essais if "::" not in un}
    tous = {str(un.relative_to(RACINE)) for un in (RACINE / "tests").rglob("test_*.py")}
    assert {un for un in tous - joues if not un.startswith(etages.PURS)} == set()


def test_each_landing_plays_the_guard_and_the_test_that_sees_each_mutant(su):
    assert len(tueurs()) > 150
    su(part=3)
    choix = choisir()
    assert "tests/reservations/moteur/test_courses.py" in choix.fichiers()
    entiers = {un for un in choix.essais if "::" not in un}
    for tueur in tueurs():
        fichier = tueur.partition("::")[0]
        assert tueur in choix.essais or fichier in entiers or fichier.startswith(etages.PURS)


def test_what_is_not_played_is_named(su, monkeypatch, tmp_path):
    monkeypatch.setattr(etages, "RACINE", tmp_path)
    monkeypatch.setattr(etages, "NON_JOUES", tmp_path / "build" / "non-joues.txt")
    reste = ["tests/famille/api/test_api.py", "tests/famille/api/test_cles.py"]
    phrase = dire(etages.Choix({"tests/acces/test_acces.py": "garde"}, reste, part=2))
    assert phrase.startswith("Part 3 sur 8 : 1 fichiers de tests.")
    assert "famille/api (2)" in phrase
    assert etages.NON_JOUES.read_text().split() == reste


def test_what_changed_is_played_first_then_what_enters_it_for_the_least_time():
    connu = Connu(
        secondes=ROUGES, entrees={"famille/x.py": list(ROUGES), "famille/y.py": [list(ROUGES)[2]]}
    )
    entres = touches(list(ROUGES), {"famille/x.py", "famille/y.py"}, connu)
    assert list(entres) == ["tests/c/test_c.py", "tests/b/test_b.py", "tests/a/test_a.py"]
    changes = {"tests/a/test_a.py", "famille/y.py"}
    assert list(touches(list(ROUGES), changes, connu)) == ["tests/a/test_a.py", "tests/c/test_c.py"]


def test_the_budget_is_not_passed(monkeypatch):
    monkeypatch.setattr(etages, "BUDGET", 10.5)
    connu = Connu(secondes=ROUGES, entrees={"famille/x.py": list(ROUGES)})
    assert sum(ROUGES[un] for un in touches(list(ROUGES), {"famille/x.py"}, connu)) == 2.0


def test_what_is_kept_is_read_again(monkeypatch, tmp_path):
    monkeypatch.setattr(etages, "CONNU", tmp_path / "tests.json")
    etages.garder(ROUGES, {"famille/x.py": {"tests/b/test_b.py", "tests/a/test_a.py"}})
    lu = etages.connu()
    assert lu.secondes == ROUGES
    assert lu.entrees == {"famille/x.py": ["tests/a/test_a.py", "tests/b/test_b.py"]}
    assert len(lu.vert) == 40
    assert changes_depuis(lu.vert) == changes_depuis("HEAD")


def test_of_a_commit_that_is_not_here_nothing_is_said_to_have_changed():
    assert changes_depuis("0" * 40) == set()


def test_the_functions_and_templates_that_a_test_enters_are_noted(tmp_path):
    """A run of its own, of tests that read pages."""
    essai = "tests/cms_pages/pages/test_pages_publiques.py"
    options = ("-p", "no:cacheprovider", "-m", "not navigateur", f"--tracer={tmp_path}")
    subprocess.run([sys.executable, "-m", "pytest", *options, essai], cwd=RACINE, check=True)
    [(fichier, (secondes, entres))] = trace.lire(tmp_path).items()
    assert fichier == essai
    assert secondes > 0
    assert {Path(un).parts[0] for un in entres} >= {"cms_pages", "famille", "site", "templates"}
    assert not any(un.startswith("tests/") for un in entres)
