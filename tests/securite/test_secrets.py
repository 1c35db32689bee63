"""No secret in the repository, no table written but by the one that disarms formulas."""

import re
import subprocess
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]
SECRETS = {
    "private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "key of a cloud": re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b"),
    "token of a forge": re.compile(
        r"\b(gh[pousr]_[A-Za-z0-9]{36}|glpat-[A-Za-z0-9_-]{20}|sk_live_[A-Za-z0-9]{16,})"
    ),
    "signed token": re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\."),
    "encrypted value": re.compile(r"\bgAAAA[A-Za-z0-9_-]{60,}"),
    "key of the site": re.compile(
        r"PORTAIL_(?:CLE_SECRETE|CLES_DE_CHIFFREMENT|S3_SECRET)=[\"']?[A-Za-z0-9+/_-]{20,}"
    ),
    "password in an address": re.compile(
        r"\b(?:postgres|postgresql|redis|smtp(?:\+\w+)?|https?)://[^\s:/@\"'{}<>]+:(?!secret@|mot-de-passe@|password@)[^\s:/@\"'{}<>]{4,}@"
    ),
}
BINAIRES = {".png", ".woff2", ".ico", ".jpg", ".sqlite3", ".gz", ".zip", ".pdf"}


def suivis():
    """Every text file that git follows."""
    fait = subprocess.run(["git", "ls-files", "-z"], cwd=RACINE, capture_output=True, check=True)
    noms = [Path(nom.decode()) for nom in fait.stdout.split(b"\0") if nom]
    return [nom for nom in noms if nom.suffix not in BINAIRES and (RACINE / nom).is_file()]


@pytest.fixture(scope="module")
def fichiers():
    if not (RACINE / ".git").exists():
        return [chemin.relative_to(RACINE) for chemin in RACINE.glob("site/**/*.py")]
    return suivis()


def test_the_repository_holds_no_secret(fichiers):
    trouves = []
    for nom in fichiers:
        texte = (RACINE / nom).read_text(encoding="utf-8", errors="replace")
        trouves += [f"{nom}: {quoi}" for quoi, motif in SECRETS.items() if motif.search(texte)]
    assert trouves == []


def test_the_search_finds_what_it_looks_for():
    assert SECRETS["private key"].search("-----BEGIN " + "RSA PRIVATE KEY-----")
    assert SECRETS["key of the site"].search("PORTAIL_CLE_SECRETE=" + "a1" * 30)
    assert SECRETS["password in an address"].search("postgres://portail:" + "Xy7kk2@db/portail")


def test_every_file_of_cells_is_written_by_the_writer_that_disarms_formulas():
    ecrit = re.compile(r"csv\.(?:writer|DictWriter)|\bWorkbook\(")
    rooms = ("famille", "demarches", "reservations", "cms_pages", "site")
    ailleurs = [
        str(chemin.relative_to(RACINE))
        for room in rooms
        for chemin in (RACINE / room).rglob("*.py")
        if ecrit.search(chemin.read_text())
    ]
    # The second disarms by the same function: open data has commas and ISO dates. The last writes
    # for Wagtail what it has just read without formulas; nobody opens it.
    assert sorted(ailleurs) == [
        "famille/socle/tableaux.py",
        "reservations/api/ouvertes.py",
        "site/portail/bureau/redirections.py",
    ]
