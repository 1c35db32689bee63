"""The check of the locked versions: it fails on a known hole, and says so when it could not
look."""

import json
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]
juger = runpy.run_path(str(RACINE / "deploy" / "vulnerabilites.py"))["juger"]


def dit(*paquets):
    return json.dumps({"dependencies": list(paquets)})


SAIN = {"name": "django", "version": "6.1.3", "vulns": []}
TROUE = {"name": "pillow", "version": "9.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["9.1"]}]}
PASSE = {"name": "x", "skip_reason": "could not be found"}


@pytest.mark.parametrize(
    ("reponse", "code", "phrase"),
    [
        ((0, dit(SAIN), ""), 0, "aucune, 1 paquets"),
        ((1, dit(SAIN, TROUE), ""), 1, "pillow 9.0 : PYSEC-1, corrigée en 9.1"),
        ((0, dit(SAIN, PASSE), ""), 0, "NON VÉRIFIÉES"),
        ((1, "", "requests.exceptions.ConnectionError: Max retries exceeded"), 0, "NON VÉRIFIÉES"),
        ((-1, "", "timeout"), 0, "NON VÉRIFIÉES"),
        ((1, "", "requirements-dev.txt: hash missing"), 1, "pip-audit a échoué"),
    ],
)
def test_what_it_says_and_how_it_ends(reponse, code, phrase):
    fin, texte = juger(*reponse)
    assert (fin, phrase in texte) == (code, True), texte


VERROU = re.compile(r"^([a-z0-9][\w.-]*)(?:\[[\w,-]+\])?==([^ ;\\]+)", re.MULTILINE | re.IGNORECASE)


@pytest.mark.parametrize("nom", ["requirements.txt", "requirements-dev.txt"])
def test_each_library_is_locked_with_its_hashes(nom):
    verrou = (RACINE / nom).read_text()
    blocs = re.split(r"\n(?=[a-z0-9])", verrou, flags=re.IGNORECASE)
    paquets = [bloc for bloc in blocs if VERROU.match(bloc)]
    assert len(paquets) > 30
    assert [VERROU.match(bloc)[1] for bloc in paquets if "--hash=sha256:" not in bloc] == []


def test_the_list_of_what_the_site_is_made_of_has_each_locked_library(tmp_path):
    """`make sbom`, its own command."""
    [ligne] = re.findall(r"cyclonedx-py (.+)$", (RACINE / "Makefile").read_text(), re.MULTILINE)
    sortie = tmp_path / "sbom.json"
    programme = Path(sys.executable).parent / "cyclonedx-py"
    arguments = ligne.replace("build/sbom.json", str(sortie)).split()
    subprocess.run(
        [programme, *arguments], cwd=RACINE, check=True, capture_output=True, timeout=120
    )
    dits = {
        (un["name"].lower(), un["version"]) for un in json.loads(sortie.read_text())["components"]
    }
    assert {
        (n.lower(), v) for n, v in VERROU.findall((RACINE / "requirements.txt").read_text())
    } == dits


def test_how_soon_a_fault_is_mended_is_told():
    """By what it is, and for the libraries that no fault concerns."""
    page = " ".join((RACINE / "docs" / "comprendre" / "securite.md").read_text().split())
    assert (
        "7 days if it is critical or exploited, 30 if it is high, the next release otherwise"
        in page
    )
    assert "brought to date at each release, quarterly at least" in page
