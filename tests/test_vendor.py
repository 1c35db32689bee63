"""The front-end files that are not ours are the ones `make vendor` took, and nothing else."""

import hashlib
import json
import re
from pathlib import Path

RACINE = Path(__file__).parents[1]
STATIQUES = RACINE / "site" / "portail" / "static" / "portail"
MANIFESTE = json.loads((RACINE / "deploy" / "vendor.json").read_text())


def test_vendored_files_are_those_of_the_manifest():
    attendus = {fichier["cible"]: fichier["sha256"] for fichier in MANIFESTE["fichiers"]}
    dossier = STATIQUES / "vendor"
    presents = {
        str(fichier.relative_to(dossier)): hashlib.sha256(fichier.read_bytes()).hexdigest()
        for fichier in dossier.rglob("*")
        if fichier.is_file()
    }
    assert presents == attendus


def test_the_sheet_of_icons_is_the_one_that_deploy_icones_makes():
    symboles = re.findall(r'<symbol id="([^"]+)"', (STATIQUES / "icones.svg").read_text())
    source = (RACINE / "deploy" / "icones.py").read_text()
    assert symboles == sorted(re.findall(r'^    "([a-z-]+)": "[a-z0-9-]+",$', source, re.MULTILINE))


def test_lock_files_name_no_registry():
    for nom in ("package-lock.json", "requirements.txt", "requirements-dev.txt"):
        assert not re.search(
            r"https?://[^\s\"]*(registry|pypi|simple|npm)", (RACINE / nom).read_text()
        ), nom
