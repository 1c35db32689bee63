"""The front-end files that are not ours are the ones `make vendor` took, and nothing else."""

import hashlib
import json
import re
from pathlib import Path

from fontTools.ttLib import TTFont

from deploy import polices

RACINE = Path(__file__).parents[2]
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


def test_the_font_of_the_pages_is_the_vendored_one_in_the_weights_that_they_use():
    """Run deploy/polices.py when this fails: every letter is kept, from regular to bold."""
    faite, source = TTFont(polices.CIBLE), TTFont(polices.SOURCE)
    assert faite.getBestCmap() == source.getBestCmap()
    [axe] = faite["fvar"].axes
    assert (axe.axisTag, axe.minValue, axe.maxValue) == ("wght", *polices.GRAISSES)
    assert faite["head"].fontRevision == source["head"].fontRevision
    feuilles = "".join(une.read_text() for une in (STATIQUES / "css").glob("*.css"))
    graisses = {int(une) for une in re.findall(r"font-weight: (\d+);", feuilles)}
    assert {une for une in graisses if not 400 <= une <= 700} == set()


def test_lock_files_name_no_registry():
    for nom in ("package-lock.json", "requirements.txt", "requirements-dev.txt"):
        assert not re.search(
            r"https?://[^\s\"]*(registry|pypi|simple|npm)", (RACINE / nom).read_text()
        ), nom
