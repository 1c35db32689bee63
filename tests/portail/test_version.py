"""One version, said the same everywhere; and which is newer."""

import re
from pathlib import Path

import pytest
import yaml

from portail.management.ligne import executer
from portail.version import numero, version

RACINE = Path(__file__).parents[2]


def test_the_version_is_the_same_for_the_code_the_changelog_and_the_catalogue():
    """The changelog may begin with what is not released yet, which has no date."""
    versions = re.findall(
        r"^## (\d+\.\d+\.\d+) — (\S+)$", (RACINE / "CHANGELOG.md").read_text(), re.MULTILINE
    )
    fiche = yaml.safe_load((RACINE / "publiccode.yml").read_text())
    assert versions[0] == (version(), str(fiche["releaseDate"]))
    assert fiche["softwareVersion"] == version()


def test_the_command_says_the_version_of_the_portal_and_not_django_s(capsys):
    for mot in ("version", "--version"):
        executer(["manage.py", mot])
        assert capsys.readouterr().out.startswith(f"Portail Famille {version()} (Django ")


@pytest.mark.parametrize(
    ("texte", "lu"),
    [("v1.2.3\n", (1, 2, 3)), ("refs/tags/v0.10.0", (0, 10, 0)), ("demain", None), ("", None)],
)
def test_a_version_is_read_wherever_it_stands(texte, lu):
    assert numero(texte) == lu


def test_ten_is_newer_than_nine():
    assert numero("0.10.0") > numero("0.9.9")
