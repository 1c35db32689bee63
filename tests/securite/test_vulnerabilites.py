"""The check of the locked versions: it fails on a known hole, and says so when it could not look."""

import json
import runpy
from pathlib import Path

import pytest

juger = runpy.run_path(str(Path(__file__).parents[2] / "deploy" / "vulnerabilites.py"))["juger"]


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
