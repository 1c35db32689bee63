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
