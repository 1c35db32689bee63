"""The recipes of docs/etendre/, followed in a copy of the repository.

A page is followed from top to bottom, by four kinds of blocks:

- a block whose first line names a file, in a comment, is that new file;
- a `diff` block changes the file that its first line names: `--- famille/urls.py`, then what stands
  there, what goes (-) and what comes (+), one place after each `@@`;
- in an `sh` block, the lines that begin by `python manage.py` are run;
- the files named tests/… are run by pytest, once every page is followed.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.outils import base_preparee

RACINE = Path(__file__).parents[2]
PAGES = sorted((RACINE / "docs" / "etendre").glob("*.md"))
BLOC = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# The first line of a new file: # famille/x.py, {# templates/x.html #}, /* site/x.css */
NOMME = re.compile(r"^(?:#|\{#|/\*|<!--) ([\w/.-]+/[\w.-]+\.\w+)(?: #\}| \*/| -->)?\n")
DIFF = re.compile(r"^--- ([\w/.-]+)\n")
ENDROIT = re.compile(r"^@@.*\n", re.MULTILINE)
DEMARCHE = (
    "demarches/catalogue/"  # followed by tests/demarches/documentee.py, through the catalogue
)
# The base of the copy: that of the repository, and the migrations that the recipes have made.
PROLONGER = """
import shutil, sys
sys.path.insert(0, "site")
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from tests.outils import base_preparee
sienne = base_preparee.DOSSIER / f"{base_preparee.empreinte()}.sqlite3"
if not sienne.exists():
    essai = sienne.with_suffix(".recettes")
    shutil.copyfile(sys.argv[1], essai)
    connection.settings_dict["NAME"] = str(essai)
    call_command("migrate", verbosity=0)
    connection.close()
    essai.replace(sienne)
"""
# What says how the run around it goes: a copy without node_modules has not the tools of them all.
DU_PASSAGE = "PYTEST_", "PORTAIL_TESTS", "CI"
LAISSES = {"node_modules", "build", "var", "staticfiles", "__pycache__", "bench"}


class RecetteFausse(AssertionError):
    """What a page says to do cannot be done."""


def copier(dossier: Path) -> None:
    """The repository, without what no recipe touches."""

    def laisses(_dossier: str, noms: list[str]) -> set[str]:
        caches = {nom for nom in noms if nom.startswith(".")}
        return caches | (LAISSES & set(noms))

    shutil.copytree(RACINE, dossier, ignore=laisses, dirs_exist_ok=True)


def suivre(page: Path, dossier: Path) -> list[str]:
    """Does in `dossier` what the page says. The files that it has written there, as paths."""
    ecrits = []
    for langue, texte in BLOC.findall(page.read_text()):
        if langue == "diff":
            changer(dossier, texte)
        elif langue == "sh":
            for ligne in re.findall(r"^python (manage\.py .*)$", texte, re.MULTILINE):
                lancer(dossier, *ligne.split())
        elif nom := NOMME.match(texte):
            ecrire(dossier / nom[1], texte[nom.end() :])
            ecrits.append(nom[1])
    return ecrits


def ecrire(fichier: Path, texte: str) -> None:
    if fichier.exists():
        raise RecetteFausse(f"{fichier} is there already: the page says that it is new")
    fichier.parent.mkdir(parents=True, exist_ok=True)
    fichier.write_text(texte)


def changer(dossier: Path, diff: str) -> None:
    """Each place of a diff, found by its own lines: a page says no number of line."""
    nom = DIFF.match(diff)
    if not nom or not (dossier / nom[1]).is_file():
        raise RecetteFausse(f"no such file to change: {diff.partition(chr(10))[0]}")
    fichier = dossier / nom[1]
    texte = fichier.read_text()
    _debut, *endroits = ENDROIT.split(diff[nom.end() :])
    for endroit in endroits:
        lignes = endroit.splitlines()
        avant = "".join(f"{ligne[1:]}\n" for ligne in lignes if not ligne.startswith("+"))
        apres = "".join(f"{ligne[1:]}\n" for ligne in lignes if not ligne.startswith("-"))
        if texte.count(avant) != 1:
            raise RecetteFausse(f"{nom[1]} has these lines {texte.count(avant)} times:\n{avant}")
        texte = texte.replace(avant, apres)
    fichier.write_text(texte)


def prolonger_la_base(dossier: Path) -> None:
    """Spares the tests of the recipes all the migrations but their own. Where the repository's base
    is not kept, they make theirs from nothing."""
    base = base_preparee.DOSSIER / f"{base_preparee.empreinte()}.sqlite3"
    if base.exists():
        lancer(dossier, "-c", PROLONGER, str(base))


def lancer(dossier: Path, *arguments: str) -> str:
    """Runs Python there with the settings of the tests. RecetteFausse: it ends badly."""
    propre = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith(DU_PASSAGE)}
    propre["DJANGO_SETTINGS_MODULE"] = "portail.settings.test"
    propre["PORTAIL_TESTS_BASES"] = str(base_preparee.DOSSIER)
    fait = subprocess.run(
        [sys.executable, *arguments],
        cwd=dossier,
        env=propre,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if fait.returncode:
        raise RecetteFausse(f"{' '.join(arguments)}\n{fait.stdout[-6000:]}{fait.stderr[-3000:]}")
    return fait.stdout
