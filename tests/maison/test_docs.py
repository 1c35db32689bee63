"""What the documents point at exists."""

import csv
import re
import runpy
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]
LIEN = re.compile(r"\]\(([^)#\s]*)(?:#([^)]+))?\)")
TITRE = re.compile(r"^#+ +(.+)$", re.MULTILINE)
ANCRE = re.compile(r'<a id="([^"]+)">')
CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
PAGES = [*RACINE.glob("*.md"), *(RACINE / "docs").rglob("*.md")]


def test_links_between_documents_lead_somewhere():
    assert de_chaque_page(lambda page: morts(page.read_text(), page.parent, page)) == {}


def de_chaque_page(fautes):
    """dict: what `fautes(page)` finds, by the pages of which it finds something."""
    trouvees = {str(page.relative_to(RACINE)): fautes(page) for page in PAGES}
    return {nom: lignes for nom, lignes in trouvees.items() if lignes}


def morts(texte, dossier, page):
    """list[str]: the links of `texte` that lead to no file, or to no title of their page."""
    fautes = []
    for lien, ancre in LIEN.findall(CODE.sub("", texte)):
        if "://" in lien or lien.startswith("mailto:"):
            continue
        cible = dossier / lien if lien else page
        if not cible.exists() or (ancre and ancre not in ancres(cible.read_text())):
            fautes.append(f"{lien}#{ancre}")
    return fautes


def ancres(texte):
    """set[str]: where a link may lead in a page: its titles, as forges name them, its places."""
    titres = [
        re.sub(r"[`*]|\]\([^)]*\)", "", titre).lower()
        for titre in TITRE.findall(CODE.sub("", texte))
    ]
    noms = {re.sub(r"[^\w\- ]", "", titre).strip().replace(" ", "-") for titre in titres}
    return noms | set(ANCRE.findall(texte))


def test_a_dead_link_and_a_dead_anchor_are_seen():
    page = RACINE / "docs" / "reglages.md"
    for lien, mort in (
        ("exploiter/sauvegarder.md#les-clés", False),
        ("#où-sont-les-données", False),
        ("exploiter/sauvegarder.md#les-cles", True),
        ("exploiter/rien.md", True),
        ("#nowhere", True),
    ):
        assert bool(morts(f"[there]({lien})", page.parent, page)) == mort, lien


CITEE = re.compile(r"\bdocs/[\w/-]+\.md\b")


DOSSIERS = (
    *("bench", "cms_pages", "demarches", "deploy", "docs", "famille", "reservations", "site"),
    *("templates", "tests", ".ci", ".github"),
)
SUFFIXES = {".py", ".html", ".js", ".css", ".conf", ".sql", ".yaml", ".yml", ".example", ".md"}


def textes():
    """dict[Path, str]: what people read and write in the repository, and its text."""
    fichiers = [*RACINE.glob("*.*"), RACINE / "Makefile", RACINE / "deploy" / "Containerfile"]
    for dossier in DOSSIERS:
        fichiers += (RACINE / dossier).rglob("*.*")
    return {
        fichier: fichier.read_text()
        for fichier in fichiers
        if fichier.suffix in SUFFIXES | {".toml", ""} and fichier.is_file()
    }


def test_a_page_of_the_docs_that_is_named_anywhere_exists():
    """In code, templates, tests, and what is installed beside it."""
    citees = {
        (page, str(fichier.relative_to(RACINE)))
        for fichier, texte in textes().items()
        for page in CITEE.findall(texte)
    }
    assert len(citees) > 80
    assert [(page, ou) for page, ou in sorted(citees) if not (RACINE / page).is_file()] == []


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Path: the site of the docs, made as `make docs` does."""
    dossier = tmp_path_factory.mktemp("docs")
    commande = [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(dossier)]
    fait = subprocess.run(commande, cwd=RACINE, capture_output=True, text=True, timeout=300)
    assert fait.returncode == 0, fait.stdout + fait.stderr
    return dossier


def test_the_site_of_the_docs_has_every_page_and_asks_nothing_of_another_server(site):
    """Built strictly: a page that the menu does not name, a dead link or anchor stop it."""
    for page in (RACINE / "docs").rglob("*.md"):
        nom = page.relative_to(RACINE / "docs").with_suffix(".html")
        assert (site / nom.parent / nom.name.replace("README", "index")).is_file(), nom
    ailleurs = re.compile(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=[\"']?(?:https?:)?//")
    html = {page: page.read_text() for page in site.rglob("*.html")}
    assert [page.name for page, texte in html.items() if ailleurs.search(texte)] == []
    assert '<html lang="fr"' in html[site / "index.html"]


def test_the_site_binds_french_spacing_and_brings_what_pages_point_at(site):
    assert "Exploiter\u00a0: pour le service" in (site / "index.html").read_text()
    assert (site / "depot" / "deploy" / "nginx.conf").is_file()
    assert (
        'href="../depot/bench/resultats/pannes.html"'
        in (site / "exploiter" / "surveiller.html").read_text()
    )


def test_the_targets_that_the_readme_names_exist():
    cibles = set(re.findall(r"^([a-z-]+):", (RACINE / "Makefile").read_text(), re.MULTILINE))
    nommees = set(re.findall(r"`make ([a-z-]+)`", (RACINE / "README.md").read_text()))
    assert nommees <= cibles


PREUVE = re.compile(
    r"`((?:[\w.@-]+/)*[\w.@-]+\.(?:py|md|html|css|js|toml|txt|conf|json|sql|example)|Makefile)(?:::(\w+))?`"
)
ASVS = RACINE / "docs" / "comprendre" / "asvs.csv"
ETATS = {"yes", "partly", "not yet", "no object", "town"}


def exigences_de_l_asvs():
    """list[dict]: the lines of docs/comprendre/asvs.csv."""
    with ASVS.open(newline="") as lu:
        return list(csv.DictReader(lu))


def test_each_line_of_the_security_table_names_what_exists():
    """ASVS 5.0.0 has 70 requirements of level 1 and 183 of level 2."""
    exigences = exigences_de_l_asvs()
    niveaux = [une["level"] for une in exigences]
    assert (niveaux.count("1"), niveaux.count("2")) == (70, 183)
    assert len({une["number"] for une in exigences}) == len(exigences)
    fautes = []
    for une in exigences:
        if une["state"] not in ETATS:
            fautes.append(f"{une['number']}: {une['state']}")
        fautes += [f"{une['number']}: {absente}" for absente in absentes(une["by"])]
    assert fautes == []


def absentes(preuves):
    """list[str]: what is named there and does not exist, a file or a function of tests in it."""
    return [
        f"{fichier} {test}"
        for fichier, test in PREUVE.findall(preuves)
        if not (RACINE / fichier).is_file()
        or (test and f"def {test}(" not in (RACINE / fichier).read_text())
    ]


def test_each_yes_of_the_security_table_names_a_test_that_would_fail():
    """A file, a setting, a sentence prove nothing: what is broken tomorrow must be seen by
    somebody."""
    oui = {une["number"]: une["by"] for une in exigences_de_l_asvs() if une["state"] == "yes"}
    assert len(oui) > 150
    sans = [
        numero
        for numero, preuves in oui.items()
        if not any(
            fichier.startswith("tests/") and test for fichier, test in PREUVE.findall(preuves)
        )
    ]
    assert sans == []


def test_the_tests_that_the_decisions_name_exist():
    assert absentes((RACINE / "docs" / "comprendre" / "securite.md").read_text()) == []


def test_the_check_of_proofs_sees_a_test_that_is_gone():
    assert (
        absentes("`tests/maison/test_docs.py::test_the_check_of_proofs_sees_a_test_that_is_gone`")
        == []
    )
    assert absentes("`tests/maison/test_docs.py::test_nobody_wrote_it`") == [
        "tests/maison/test_docs.py test_nobody_wrote_it"
    ]
    assert absentes("`tests/comptes/test_rien.py`") == ["tests/comptes/test_rien.py "]


def test_the_page_of_the_tables_is_up_to_date():
    """Else: DJANGO_SETTINGS_MODULE=portail.settings.test PYTHONPATH=site:. python
    deploy/modeles.py"""
    page = runpy.run_path(str(RACINE / "deploy" / "modeles.py"))["page"]()
    assert page == (RACINE / "docs" / "comprendre" / "modeles.md").read_text()


def test_lines_are_wrapped():
    """A hundred columns, but for tables and what cannot be cut."""
    assert de_chaque_page(trop_longues) == {}


def trop_longues(page):
    return [
        ligne
        for ligne in page.read_text().splitlines()
        if len(ligne) > 100 and not ligne.startswith("|") and " " in ligne.strip()
    ] * (page.name != "CHANGELOG.md")


def test_a_list_is_one_wherever_it_is_read():
    """MkDocs, unlike forges, asks for an empty line before a list or a table: without it, both are
    read as a paragraph."""
    assert de_chaque_page(collees) == {}


def collees(page):
    prose = CODE.sub("", page.read_text()).splitlines()
    return [
        suite
        for avant, suite in pairwise(prose)
        if re.match(r"[-*] |\d+\. |\|", suite)
        and re.match(r"[^\s#|]", avant)
        and not re.match(r"[-*] |\d+\. ", avant)
    ] * (page.name != "CHANGELOG.md")
