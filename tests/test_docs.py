"""What the documents point at exists."""

import re
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[1]
LIEN = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PAGES = [*RACINE.glob("*.md"), *(RACINE / "docs").glob("*.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_documents_lead_somewhere(page):
    liens = [lien for lien in LIEN.findall(page.read_text()) if "://" not in lien and not lien.startswith("mailto:")]
    assert [lien for lien in liens if not (page.parent / lien).exists()] == []


def test_the_targets_that_the_readme_names_exist():
    cibles = set(re.findall(r"^([a-z-]+):", (RACINE / "Makefile").read_text(), re.MULTILINE))
    nommees = set(re.findall(r"`make ([a-z-]+)`", (RACINE / "README.md").read_text()))
    assert nommees <= cibles


EXIGENCE = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| [^|]+ \| ([a-z ]+) \| (.+) \|$", re.MULTILINE)
PREUVE = re.compile(
    r"`((?:[\w.@-]+/)*[\w.@-]+\.(?:py|md|html|css|js|toml|txt|conf|json|sql|example)|Makefile)(?:::(\w+))?`"
)
ETATS = {"yes", "partly", "not yet", "no object", "town"}


def test_each_line_of_the_security_table_names_what_exists():
    """ASVS 5.0.0 has 70 requirements of level 1 and 183 of level 2; what they ask is in docs/securite.md."""
    exigences = EXIGENCE.findall((RACINE / "docs" / "securite.md").read_text())
    niveaux = [niveau for _numero, niveau, _etat, _preuves in exigences]
    assert (niveaux.count("1"), niveaux.count("2")) == (70, 183)
    assert len({numero for numero, *_reste in exigences}) == len(exigences)
    fautes = []
    for numero, _niveau, etat, preuves in exigences:
        if etat not in ETATS:
            fautes.append(f"{numero}: {etat}")
        for fichier, test in PREUVE.findall(preuves):
            chemin = RACINE / fichier
            if not chemin.is_file() or (test and f"def {test}(" not in chemin.read_text()):
                fautes.append(f"{numero}: {fichier} {test}")
    assert fautes == []
